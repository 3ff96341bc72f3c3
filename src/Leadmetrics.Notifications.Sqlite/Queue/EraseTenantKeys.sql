-- The keys that a tenant queued under: the first rows by key.
DELETE FROM email_idempotency
WHERE tenant_id = @tenant AND key IN (SELECT key FROM email_idempotency WHERE tenant_id = @tenant ORDER BY key LIMIT @most)
