-- The mail that was queued under a key.
SELECT mail_id, body_hash
FROM email_idempotency
WHERE tenant_id = @tenant AND key = @key
