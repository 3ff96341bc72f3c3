-- Removes one row, and what it sent under limits: behind the lock of its takers, so that none of them counts it again.
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/budget/' || @tenant || '/row:' || @id, 0));
WITH removed AS (DELETE FROM {schema}.notification_providers WHERE tenant_id = @tenant AND id = @id RETURNING tenant_id, id),
     counts AS (DELETE FROM {schema}.email_budget AS b USING removed WHERE b.tenant_id = removed.tenant_id AND b.scope = 'row:' || removed.id)
SELECT count(*) FROM removed
