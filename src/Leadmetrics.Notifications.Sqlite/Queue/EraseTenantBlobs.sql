-- The contents of a tenant's attachments: the first rows by key.
DELETE FROM email_blob
WHERE rowid IN (SELECT rowid FROM email_blob WHERE tenant_id = @tenant ORDER BY sha256, piece LIMIT @most)
