-- What a tenant has to be sent: the first rows by key. A worker that has one of them finds it gone.
DELETE FROM email_job
WHERE tenant_id = @tenant AND id IN (SELECT id FROM email_job WHERE tenant_id = @tenant ORDER BY id LIMIT @most)
