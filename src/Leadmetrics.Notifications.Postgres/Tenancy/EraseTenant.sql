-- First the locks of all its scopes, in the takers' order: none of them counts meanwhile, and none waits for erasure the other way round.
SELECT pg_catalog.pg_advisory_xact_lock(locks.key)
FROM (SELECT DISTINCT pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/budget/' || @tenant || '/' || counted.scope, 0) AS key
      FROM (SELECT scope FROM {schema}.email_budget WHERE tenant_id = @tenant
            UNION SELECT 'row:' || id FROM {schema}.notification_providers WHERE tenant_id = @tenant) AS counted
      ORDER BY 1) AS locks;
-- Everything of a tenant, in one statement: every table with a tenant_id stands here.
WITH providers AS (DELETE FROM {schema}.notification_providers WHERE tenant_id = @tenant RETURNING 1),
     budget AS (DELETE FROM {schema}.email_budget WHERE tenant_id = @tenant RETURNING 1)
SELECT (SELECT count(*) FROM providers), (SELECT count(*) FROM budget)
