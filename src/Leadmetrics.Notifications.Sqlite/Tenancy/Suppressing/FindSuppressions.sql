-- Entries of some addresses, an array in JSON, that are in force.
SELECT tenant_id, address, reason, scope, created_at, expires_at, message_id, note
FROM email_suppression
WHERE tenant_id = @tenant AND address IN (SELECT value FROM json_each(@addresses)) AND (expires_at IS NULL OR expires_at > @now)
