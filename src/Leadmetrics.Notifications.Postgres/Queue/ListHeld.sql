-- A page of a tenant's held mails, the first that was queued first.
SELECT id FROM {schema}.email_job WHERE tenant_id = @tenant AND state = 2 AND id > @behind ORDER BY id LIMIT @most
