-- Behind LockJobs.sql.
WITH held AS MATERIALIZED (
    SELECT given.place, j.spot
    FROM unnest(@places, @tenants, @ids, @fences) AS given (place, tenant_id, id, fence)
    CROSS JOIN LATERAL (
        SELECT job.ctid AS spot
        FROM {schema}.email_job AS job
        WHERE job.tenant_id = given.tenant_id AND job.id = given.id AND job.fence = given.fence AND job.lease_until IS NOT NULL
        OFFSET 0
    ) AS j
), renewed AS (
    UPDATE {schema}.email_job AS j
    SET lease_until = pg_catalog.statement_timestamp() + @lease
    FROM held
    WHERE j.ctid = held.spot
)
SELECT place FROM held
