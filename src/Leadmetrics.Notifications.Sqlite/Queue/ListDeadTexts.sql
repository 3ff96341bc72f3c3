-- A page of a tenant's dead letters by key, with what was said last.
SELECT id, detail
FROM email_dead
WHERE tenant_id = @tenant AND id > @after
ORDER BY id
LIMIT @most
