-- Under the takers' locks, so that nobody waits for another's rows the other way round.
-- Nobody waits for ever, and a holder that froze is ended.
SELECT pg_catalog.pg_advisory_xact_lock(locks.key)
FROM (SELECT pg_catalog.set_config('lock_timeout', @patience, true), pg_catalog.set_config('idle_in_transaction_session_timeout', '10s', true)) AS limits
CROSS JOIN
     (SELECT DISTINCT pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/budget/' || tenant_id || '/' || scope, 0) AS key
      FROM unnest(@tenants, @scopes) AS charge (tenant_id, scope)
      ORDER BY 1) AS locks;
DELETE FROM {schema}.email_budget AS b
USING unnest(@tenants, @scopes, @spans, @buckets, @used) AS taken (tenant_id, scope, span, bucket, used)
WHERE b.tenant_id = taken.tenant_id AND b.scope = taken.scope AND b.span = taken.span AND b.bucket = taken.bucket AND b.used <= taken.used;
UPDATE {schema}.email_budget AS b
SET used = b.used - taken.used
FROM unnest(@tenants, @scopes, @spans, @buckets, @used) AS taken (tenant_id, scope, span, bucket, used)
WHERE b.tenant_id = taken.tenant_id AND b.scope = taken.scope AND b.span = taken.span AND b.bucket = taken.bucket
