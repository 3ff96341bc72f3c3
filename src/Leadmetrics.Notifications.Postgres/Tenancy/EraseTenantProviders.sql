-- The rows and their counts, behind the locks of all its scopes in the takers' order: with the rows go the secrets, and the webhooks that bring events.
SELECT pg_catalog.pg_advisory_xact_lock(locks.key)
FROM (SELECT DISTINCT pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/budget/' || @tenant || '/' || counted.scope, 0) AS key
      FROM (SELECT scope FROM {schema}.email_budget WHERE tenant_id = @tenant
            UNION SELECT 'row:' || id FROM {schema}.notification_providers WHERE tenant_id = @tenant) AS counted
      ORDER BY 1) AS locks;
WITH providers AS (DELETE FROM {schema}.notification_providers WHERE tenant_id = @tenant RETURNING 1),
     budget AS (DELETE FROM {schema}.email_budget WHERE tenant_id = @tenant RETURNING 1)
SELECT (SELECT count(*) FROM providers), (SELECT count(*) FROM budget)
