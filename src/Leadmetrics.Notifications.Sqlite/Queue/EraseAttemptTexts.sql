-- Takes texts out of an entry, which stays.
UPDATE email_attempt
SET detail = @detail, recipients = @recipients
WHERE rowid = @row AND tenant_id = @tenant AND mail_id = @id
