-- First the locks of all scopes, in one order for everybody; then what is kept of them, and the clock, in a statement of its own: it sees what those committed
-- who held a lock before. Held to the end of the transaction, so that a pooler in between or a lost connection leaves no lock behind.
-- Nobody waits for ever, and a holder that froze is ended.
SELECT pg_catalog.pg_advisory_xact_lock(locks.key)
FROM (SELECT pg_catalog.set_config('lock_timeout', @patience, true), pg_catalog.set_config('idle_in_transaction_session_timeout', '10s', true)) AS limits
CROSS JOIN
     (SELECT DISTINCT pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/budget/' || tenant_id || '/' || scope, 0) AS key
      FROM unnest(@tenants, @scopes) AS charge (tenant_id, scope)
      ORDER BY 1) AS locks;
SELECT clock_timestamp(), kept.tenant_id, kept.scope, kept.span, kept.bucket, kept.used
FROM (SELECT 1) AS always
LEFT JOIN (SELECT b.tenant_id, b.scope, b.span, b.bucket, b.used
           FROM unnest(@tenants, @scopes) AS charge (tenant_id, scope)
           JOIN {schema}.email_budget AS b ON b.tenant_id = charge.tenant_id AND b.scope = charge.scope) AS kept ON true
