-- First the locks of all its scopes, in the takers' order: none of them counts meanwhile, and none waits for erasure the other way round.
SELECT pg_catalog.pg_advisory_xact_lock(locks.key)
FROM (SELECT DISTINCT pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/budget/' || @tenant || '/' || counted.scope, 0) AS key
      FROM (SELECT scope FROM {schema}.email_budget WHERE tenant_id = @tenant
            UNION SELECT 'row:' || id FROM {schema}.notification_providers WHERE tenant_id = @tenant) AS counted
      ORDER BY 1) AS locks;
-- Who stores events of it at the moment has stored them then.
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/delivery/' || @tenant, 0));
-- What came in since the steps before, and what they left: every table with a tenant_id stands here or in the queue's EraseMails.sql. The row that stops its mail is the last to go.
WITH providers AS (DELETE FROM {schema}.notification_providers WHERE tenant_id = @tenant RETURNING 1),
     budget AS (DELETE FROM {schema}.email_budget WHERE tenant_id = @tenant RETURNING 1),
     events AS (DELETE FROM {schema}.email_event WHERE tenant_id = @tenant RETURNING 1),
     recipients AS (DELETE FROM {schema}.email_recipient WHERE tenant_id = @tenant),
     suppressions AS (DELETE FROM {schema}.email_suppression WHERE tenant_id = @tenant RETURNING 1),
     tenant AS (DELETE FROM {schema}.email_tenant WHERE tenant_id = @tenant)
SELECT (SELECT count(*) FROM providers), (SELECT count(*) FROM budget), (SELECT count(*) FROM events), (SELECT count(*) FROM suppressions)
