-- Keeps the key that a mail was queued under.
INSERT INTO email_idempotency (tenant_id, key, mail_id, body_hash, created_at)
VALUES (@tenant, @key, @id, @body_hash, @now)
