-- Goes round the tenants behind @after and takes the heads of their lanes; then what is known of the accounts that these mails may go through, and where the next round goes on.
-- What a WITH gives is made only as far as it is asked for: where @most is reached, no further tenant is looked at.
WITH RECURSIVE round (n, tenant_id, wrapped) AS (
    SELECT 0, @after COLLATE "C", false
    UNION ALL
    SELECT r.n + 1, next.tenant_id, next.wrapped
    FROM round AS r
    CROSS JOIN LATERAL (
        -- One probe a tenant, in the whole order of the index: any other path would walk over a tenant's mails.
        (SELECT j.tenant_id, r.wrapped
         FROM {schema}.email_job AS j
         WHERE j.state = 0 AND j.tenant_id > r.tenant_id
         ORDER BY j.tenant_id, j.lane, j.run_at, j.id
         LIMIT 1)
        UNION ALL
        (SELECT j.tenant_id, true
         FROM {schema}.email_job AS j
         WHERE j.state = 0 AND NOT r.wrapped AND @after > ''
         ORDER BY j.tenant_id, j.lane, j.run_at, j.id
         LIMIT 1)
        LIMIT 1
    ) AS next
    WHERE r.n < @looks AND (NOT next.wrapped OR next.tenant_id <= @after)
), suspect AS MATERIALIZED (
    SELECT j.ctid AS place, j.tenant_id
    FROM {schema}.email_job AS j
    WHERE @suspects AND j.state = 3 AND j.run_at <= pg_catalog.statement_timestamp()
      AND j.tenant_id <> ALL (@except)
      AND NOT EXISTS (SELECT FROM {schema}.email_tenant AS t WHERE t.tenant_id = j.tenant_id AND t.paused_at IS NOT NULL)
    ORDER BY j.run_at
    LIMIT 1
    FOR UPDATE OF j SKIP LOCKED
), shares AS (
    SELECT r.n, r.tenant_id,
           CASE WHEN t.paused_at IS NOT NULL OR r.tenant_id = ANY (@except) THEN 0
                WHEN r.tenant_id = ANY (@one_each) THEN CASE WHEN EXISTS (SELECT FROM suspect AS s WHERE s.tenant_id = r.tenant_id) THEN 0 ELSE 1 END
                ELSE @quantum * coalesce(t.weight, 1) END AS share
    FROM round AS r
    LEFT JOIN {schema}.email_tenant AS t ON t.tenant_id = r.tenant_id
    WHERE r.n > 0
), picked AS MATERIALIZED (
    SELECT head.place, s.n, s.tenant_id
    FROM shares AS s
    CROSS JOIN LATERAL (
        SELECT lined.place
        FROM pg_catalog.generate_series(0, 1) AS lanes (lane)
        CROSS JOIN LATERAL (
            SELECT j.ctid AS place
            FROM {schema}.email_job AS j
            WHERE j.tenant_id = s.tenant_id AND j.lane = lanes.lane::smallint AND j.state = 0 AND j.run_at <= pg_catalog.statement_timestamp()
            ORDER BY j.run_at, j.id
            LIMIT s.share
            FOR UPDATE SKIP LOCKED
        ) AS lined
        LIMIT s.share
    ) AS head
    WHERE s.share > 0
    LIMIT @most - (SELECT count(*) FROM suspect)
), claimed AS (
    -- By their places: what is locked here and was changed since the snapshot is not at the place that the snapshot knows, and is left for the next claim.
    UPDATE {schema}.email_job AS j
    SET state = 1, fence = j.fence + 1, lease_until = pg_catalog.statement_timestamp() + @lease, worker = @worker, phase = 0
    WHERE j.ctid = ANY (ARRAY(SELECT place FROM suspect UNION ALL SELECT place FROM picked))
    RETURNING j.tenant_id, j.id, j.retain_day, j.fence, j.run_at, j.expires_at, j.lane, j.attempt, j.crashes, j.on_uncertain, j.open, j.pinned
)
SELECT 0 AS kind, c.tenant_id, c.id, c.fence, c.run_at, c.expires_at, c.lane, c.attempt, c.crashes, c.on_uncertain, c.open, c.pinned, NULL AS detail, NULL::timestamptz AS opened_at, c.retain_day, pg_catalog.statement_timestamp() AS now
FROM claimed AS c
UNION ALL
SELECT 1, b.tenant_id, NULL, b.version, b.retry_at, NULL, b.kind, b.step, NULL, NULL, NULL, b.account, b.detail, b.opened_at, NULL, pg_catalog.statement_timestamp()
FROM (SELECT '' AS tenant_id UNION SELECT tenant_id FROM claimed) AS concerned
JOIN {schema}.email_breaker AS b ON b.tenant_id = concerned.tenant_id
UNION ALL
SELECT 2,
       CASE WHEN taken.count + (SELECT count(*) FROM suspect) >= @most THEN coalesce((SELECT p.tenant_id FROM picked AS p ORDER BY p.n DESC LIMIT 1), @after)
            ELSE (SELECT r.tenant_id FROM round AS r ORDER BY r.n DESC LIMIT 1) END,
       NULL,
       CASE WHEN taken.count = 0 THEN (SELECT max(r.n) FROM round AS r) END,
       CASE WHEN taken.count = 0 THEN
           (SELECT min(due.run_at)
            FROM shares AS s
            CROSS JOIN pg_catalog.generate_series(0, 1) AS lanes (lane)
            CROSS JOIN LATERAL (
                SELECT j.run_at
                FROM {schema}.email_job AS j
                WHERE j.tenant_id = s.tenant_id AND j.lane = lanes.lane::smallint AND j.state = 0 AND j.run_at > pg_catalog.statement_timestamp()
                ORDER BY j.run_at, j.id
                LIMIT 1
            ) AS due
            WHERE s.share > 0) END,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, pg_catalog.statement_timestamp()
FROM (SELECT count(*) FROM picked) AS taken
