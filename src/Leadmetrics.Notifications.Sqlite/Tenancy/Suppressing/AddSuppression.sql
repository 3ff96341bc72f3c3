-- What follows from a new event. An entry in force keeps its beginning and is never narrowed or shortened; one that has ended begins anew.
INSERT INTO email_suppression AS s (tenant_id, address, reason, scope, created_at, expires_at, message_id, note)
VALUES (@tenant, @address, @reason, @scope, @created_at, @expires_at, @message_id, @note)
ON CONFLICT (tenant_id, address, reason) DO UPDATE
SET scope = CASE WHEN s.expires_at <= excluded.created_at THEN excluded.scope ELSE max(s.scope, excluded.scope) END,
    created_at = CASE WHEN s.expires_at <= excluded.created_at THEN excluded.created_at ELSE s.created_at END,
    expires_at = max(s.expires_at, excluded.expires_at),
    message_id = excluded.message_id,
    note = excluded.note
