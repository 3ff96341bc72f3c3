-- In key order, as Settle.sql locks them.
WITH held AS MATERIALIZED (
    SELECT given.place, j.tenant_id, j.id
    FROM unnest(@places, @tenants, @ids, @fences) AS given (place, tenant_id, id, fence)
    JOIN {schema}.email_job AS j ON j.tenant_id = given.tenant_id AND j.id = given.id
    WHERE j.fence = given.fence AND j.state = 1
    ORDER BY j.tenant_id, j.id
    FOR UPDATE OF j
), renewed AS (
    UPDATE {schema}.email_job AS j
    SET lease_until = pg_catalog.statement_timestamp() + @lease
    FROM held
    WHERE j.tenant_id = held.tenant_id AND j.id = held.id
)
SELECT place FROM held
