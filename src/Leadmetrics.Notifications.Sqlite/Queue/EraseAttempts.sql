-- The history of a mail.
DELETE FROM email_attempt
WHERE tenant_id = @tenant AND mail_id = @id
