-- The keys that mails were queued under; there is no way to them but through all of the tenant's. The ids are an array in JSON.
DELETE FROM email_idempotency
WHERE tenant_id = @tenant AND mail_id IN (SELECT value FROM json_each(@ids))
