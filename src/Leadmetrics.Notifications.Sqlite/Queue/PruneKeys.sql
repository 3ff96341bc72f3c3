-- Keys that are older than they are kept.
DELETE FROM email_idempotency
WHERE (tenant_id, key) IN (SELECT tenant_id, key FROM email_idempotency WHERE created_at < @before ORDER BY created_at LIMIT @most)
