-- How far a tenant's mails had come: the first rows by key.
DELETE FROM email_recipient
WHERE rowid IN (SELECT rowid FROM email_recipient WHERE tenant_id = @tenant ORDER BY message_id, provider_id, recipient LIMIT @most)
