-- A page of what a tenant queued, by id.
SELECT id, body
FROM email_message
WHERE tenant_id = @tenant AND id > @after
ORDER BY id
LIMIT @most
