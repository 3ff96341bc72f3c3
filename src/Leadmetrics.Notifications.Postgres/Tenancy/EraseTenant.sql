-- Everything of a tenant, in one statement: every table with a tenant_id stands here.
WITH providers AS (DELETE FROM {schema}.notification_providers WHERE tenant_id = @tenant RETURNING 1),
     budget AS (DELETE FROM {schema}.email_budget WHERE tenant_id = @tenant RETURNING 1)
SELECT (SELECT count(*) FROM providers), (SELECT count(*) FROM budget)
