-- The tenants behind one that have mail that is ready or scheduled, in order, each found by one look into the index; those that are paused are left out.
-- Of each: its weight, and when the first mail of each lane is due.
WITH RECURSIVE round (tenant_id) AS (
    SELECT (SELECT tenant_id FROM email_job WHERE state = 0 AND tenant_id > @after ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT j.tenant_id FROM email_job AS j WHERE j.state = 0 AND j.tenant_id > r.tenant_id ORDER BY j.tenant_id LIMIT 1)
    FROM round AS r
    WHERE r.tenant_id IS NOT NULL
)
SELECT r.tenant_id,
       coalesce(t.weight, 1),
       (SELECT j.run_at FROM email_job AS j WHERE j.state = 0 AND j.tenant_id = r.tenant_id AND j.lane = 0 ORDER BY j.run_at LIMIT 1),
       (SELECT j.run_at FROM email_job AS j WHERE j.state = 0 AND j.tenant_id = r.tenant_id AND j.lane = 1 ORDER BY j.run_at LIMIT 1)
FROM round AS r
LEFT JOIN email_tenant AS t ON t.tenant_id = r.tenant_id
WHERE r.tenant_id IS NOT NULL AND t.paused_at IS NULL
