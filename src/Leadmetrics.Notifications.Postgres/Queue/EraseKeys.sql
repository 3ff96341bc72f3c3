-- The keys that mails were queued under; there is no way to them but through all of the tenant's.
DELETE FROM {schema}.email_idempotency WHERE tenant_id = @tenant AND mail_id = ANY (@ids)
