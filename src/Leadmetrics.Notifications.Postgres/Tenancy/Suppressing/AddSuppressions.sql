-- What follows from new events, in key order. An entry in force keeps its beginning and is never narrowed or shortened; one that has ended begins anew.
INSERT INTO {schema}.email_suppression AS s (tenant_id, address, reason, scope, created_at, expires_at, message_id, note)
SELECT tenant_id, address, reason, scope, created_at, expires_at, message_id, note
FROM unnest(@tenants, @addresses, @reasons, @scopes, @created, @expires, @message_ids, @notes)
    AS made (tenant_id, address, reason, scope, created_at, expires_at, message_id, note)
ORDER BY tenant_id, address, reason
ON CONFLICT (tenant_id, address, reason) DO UPDATE
SET scope = CASE WHEN s.expires_at <= excluded.created_at THEN excluded.scope ELSE greatest(s.scope, excluded.scope) END,
    created_at = CASE WHEN s.expires_at <= excluded.created_at THEN excluded.created_at ELSE s.created_at END,
    expires_at = CASE WHEN s.expires_at IS NULL OR excluded.expires_at IS NULL THEN NULL ELSE greatest(s.expires_at, excluded.expires_at) END,
    message_id = excluded.message_id,
    note = excluded.note
