-- A recipient's entries of the suppression list; the spellings are an array in JSON.
DELETE FROM email_suppression WHERE tenant_id = @tenant AND address IN (SELECT value FROM json_each(@spellings))
