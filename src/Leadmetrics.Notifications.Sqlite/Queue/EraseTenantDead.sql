-- A tenant's dead letters: the first rows by key.
DELETE FROM email_dead
WHERE tenant_id = @tenant AND id IN (SELECT id FROM email_dead WHERE tenant_id = @tenant ORDER BY id LIMIT @most)
