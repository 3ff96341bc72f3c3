-- What became of mails to a recipient; the spellings are an array in JSON.
DELETE FROM email_event WHERE tenant_id = @tenant AND recipient IN (SELECT value FROM json_each(@spellings))
