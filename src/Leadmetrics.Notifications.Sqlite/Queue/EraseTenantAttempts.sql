-- The history of a tenant's mails: the first rows by key.
DELETE FROM email_attempt
WHERE rowid IN (SELECT rowid FROM email_attempt WHERE tenant_id = @tenant ORDER BY mail_id LIMIT @most)
