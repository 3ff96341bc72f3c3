-- Tenant by tenant, for the index begins with the tenant. What somebody puts back at the moment is left.
WITH RECURSIVE tenants AS (
    (SELECT tenant_id FROM {schema}.email_dead ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT next.tenant_id FROM {schema}.email_dead AS next WHERE next.tenant_id > tenants.tenant_id ORDER BY next.tenant_id LIMIT 1)
    FROM tenants WHERE tenants.tenant_id IS NOT NULL
), pruned AS (
    DELETE FROM {schema}.email_dead WHERE ctid = ANY (ARRAY(
        SELECT old.place
        FROM tenants CROSS JOIN LATERAL (
            SELECT ctid AS place FROM {schema}.email_dead
            WHERE tenant_id = tenants.tenant_id AND died_at < now() - @kept ORDER BY died_at LIMIT @most FOR UPDATE SKIP LOCKED) AS old
        LIMIT @most))
    RETURNING 1
)
SELECT count(*) FROM pruned
