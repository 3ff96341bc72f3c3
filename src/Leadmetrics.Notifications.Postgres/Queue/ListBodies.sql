-- A page of a tenant's bodies by id.
SELECT id, body FROM {schema}.email_message WHERE tenant_id = @tenant AND id > @after ORDER BY id LIMIT @most
