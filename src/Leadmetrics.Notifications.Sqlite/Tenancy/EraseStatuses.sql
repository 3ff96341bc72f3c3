-- How far mails to a recipient had come; the spellings are an array in JSON.
DELETE FROM email_recipient WHERE tenant_id = @tenant AND recipient IN (SELECT value FROM json_each(@spellings))
