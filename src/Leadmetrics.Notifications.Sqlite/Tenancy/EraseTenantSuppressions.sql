-- A tenant's suppression list: the first rows by key.
DELETE FROM email_suppression
WHERE rowid IN (SELECT rowid FROM email_suppression WHERE tenant_id = @tenant ORDER BY address, reason LIMIT @most)
