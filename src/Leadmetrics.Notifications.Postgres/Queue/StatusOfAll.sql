-- Each count walks along the partial index of its state; what a paused tenant has waiting is no lag; the tally is read tenant by tenant, for its key begins with the tenant and it holds eight days.
WITH RECURSIVE tenants AS (
    (SELECT tenant_id FROM {schema}.email_tally ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT next.tenant_id FROM {schema}.email_tally AS next WHERE next.tenant_id > tenants.tenant_id ORDER BY next.tenant_id LIMIT 1)
    FROM tenants WHERE tenants.tenant_id IS NOT NULL
)
SELECT ready.due + suspect.due, ready.later + suspect.later,
       (SELECT count(*) FROM {schema}.email_job WHERE state = 1),
       (SELECT count(*) FROM {schema}.email_job WHERE state = 2),
       (SELECT count(*) FROM {schema}.email_dead),
       tally.sent, tally.failed,
       now() - least(ready.oldest, suspect.oldest),
       EXISTS (SELECT FROM {schema}.email_tenant WHERE paused_at IS NOT NULL)
FROM (SELECT count(*) FILTER (WHERE run_at <= now()) AS due, count(*) FILTER (WHERE run_at > now()) AS later, min(run_at) FILTER (WHERE run_at <= now() AND tenant_id NOT IN (SELECT tenant_id FROM {schema}.email_tenant WHERE paused_at IS NOT NULL)) AS oldest
      FROM {schema}.email_job WHERE state = 0) AS ready,
     (SELECT count(*) FILTER (WHERE run_at <= now()) AS due, count(*) FILTER (WHERE run_at > now()) AS later, min(run_at) FILTER (WHERE run_at <= now() AND tenant_id NOT IN (SELECT tenant_id FROM {schema}.email_tenant WHERE paused_at IS NOT NULL)) AS oldest
      FROM {schema}.email_job WHERE state = 3) AS suspect,
     (SELECT coalesce(sum(counted.sent), 0)::bigint AS sent, coalesce(sum(counted.failed), 0)::bigint AS failed
      FROM tenants CROSS JOIN LATERAL (
          SELECT sent, failed FROM {schema}.email_tally
          WHERE tenant_id = tenants.tenant_id AND minute > date_trunc('minute', now(), 'UTC') - interval '60 minutes' OFFSET 0) AS counted) AS tally
