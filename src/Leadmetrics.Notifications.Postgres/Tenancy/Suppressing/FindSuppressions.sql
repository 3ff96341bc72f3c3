-- Entries of some addresses that are in force.
SELECT tenant_id, address, reason, scope, created_at, expires_at, message_id, note
FROM {schema}.email_suppression
WHERE tenant_id = @tenant AND address = ANY (@addresses) AND (expires_at IS NULL OR expires_at > @now)
