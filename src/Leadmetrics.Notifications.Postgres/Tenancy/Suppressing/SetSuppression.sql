-- As it is given; an entry in force keeps its beginning.
INSERT INTO {schema}.email_suppression AS s (tenant_id, address, reason, scope, created_at, expires_at, message_id, note)
VALUES (@tenant, @address, @reason, @scope, @created_at, @expires_at, @message_id, @note)
ON CONFLICT (tenant_id, address, reason) DO UPDATE
SET scope = excluded.scope,
    created_at = CASE WHEN s.expires_at <= excluded.created_at THEN excluded.created_at ELSE s.created_at END,
    expires_at = excluded.expires_at,
    message_id = excluded.message_id,
    note = excluded.note
