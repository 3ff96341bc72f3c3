-- The hours, the oldest first, with what was done in each; the tally is read tenant by tenant, for its key begins with the tenant.
WITH RECURSIVE tenants AS (
    (SELECT tenant_id FROM {schema}.email_tally ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT next.tenant_id FROM {schema}.email_tally AS next WHERE next.tenant_id > tenants.tenant_id ORDER BY next.tenant_id LIMIT 1)
    FROM tenants WHERE tenants.tenant_id IS NOT NULL
)
SELECT hours.hour, coalesce(counted.sent, 0)::bigint, coalesce(counted.failed, 0)::bigint, coalesce(counted.deferred, 0)::bigint
FROM generate_series(date_trunc('hour', now(), 'UTC') - (@hours - 1) * interval '1 hour', date_trunc('hour', now(), 'UTC'), interval '1 hour') AS hours (hour)
LEFT JOIN (SELECT date_trunc('hour', minutes.minute, 'UTC') AS hour, sum(minutes.sent) AS sent, sum(minutes.failed) AS failed, sum(minutes.deferred) AS deferred
           FROM tenants CROSS JOIN LATERAL (
               SELECT minute, sent, failed, deferred FROM {schema}.email_tally
               WHERE tenant_id = tenants.tenant_id AND minute >= date_trunc('hour', now(), 'UTC') - (@hours - 1) * interval '1 hour' OFFSET 0) AS minutes
           GROUP BY 1) AS counted ON counted.hour = hours.hour
ORDER BY hours.hour
