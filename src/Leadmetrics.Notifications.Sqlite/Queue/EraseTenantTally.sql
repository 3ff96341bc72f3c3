-- What was counted of a tenant: the first rows by key.
DELETE FROM email_tally
WHERE tenant_id = @tenant AND minute IN (SELECT minute FROM email_tally WHERE tenant_id = @tenant ORDER BY minute LIMIT @most)
