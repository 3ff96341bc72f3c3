-- What a tenant queued: the first rows by key.
DELETE FROM email_message
WHERE rowid IN (SELECT rowid FROM email_message WHERE tenant_id = @tenant ORDER BY id LIMIT @most)
