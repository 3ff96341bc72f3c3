-- What was queued.
DELETE FROM email_message
WHERE tenant_id = @tenant AND id = @id
