-- A page of a tenant's history by mail, each mail whole.
SELECT mail_id, at, fence, outcome, detail, recipients
FROM {schema}.email_attempt
WHERE tenant_id = @tenant AND mail_id > @after
ORDER BY mail_id
FETCH FIRST @most ROWS WITH TIES
