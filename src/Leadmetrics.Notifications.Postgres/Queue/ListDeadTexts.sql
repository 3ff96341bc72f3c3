-- A page of a tenant's dead letters by id.
SELECT id, detail FROM {schema}.email_dead WHERE tenant_id = @tenant AND id > @after ORDER BY id LIMIT @most
