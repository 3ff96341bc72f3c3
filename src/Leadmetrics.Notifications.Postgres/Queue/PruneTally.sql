-- Tenant by tenant, for the key begins with the tenant.
WITH RECURSIVE tenants AS (
    (SELECT tenant_id FROM {schema}.email_tally ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT next.tenant_id FROM {schema}.email_tally AS next WHERE next.tenant_id > tenants.tenant_id ORDER BY next.tenant_id LIMIT 1)
    FROM tenants WHERE tenants.tenant_id IS NOT NULL
), pruned AS (
    DELETE FROM {schema}.email_tally WHERE ctid = ANY (ARRAY(
        SELECT old.place
        FROM tenants CROSS JOIN LATERAL (
            SELECT ctid AS place FROM {schema}.email_tally
            WHERE tenant_id = tenants.tenant_id AND minute < now() - @kept ORDER BY minute LIMIT @most FOR UPDATE SKIP LOCKED) AS old
        LIMIT @most))
    RETURNING 1
)
SELECT count(*) FROM pruned
