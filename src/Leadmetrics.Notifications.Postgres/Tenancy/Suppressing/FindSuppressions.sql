-- Entries of some tenants' addresses that are in force, each with its place among those asked for. Address by address, whatever the planner thinks of the list.
SELECT given.place, s.tenant_id, s.address, s.reason, s.scope, s.created_at, s.expires_at, s.message_id, s.note
FROM unnest(@places, @tenants, @addresses, @nows) AS given (place, tenant_id, address, now)
CROSS JOIN LATERAL (
    SELECT *
    FROM {schema}.email_suppression AS entry
    WHERE entry.tenant_id = given.tenant_id AND entry.address = given.address AND (entry.expires_at IS NULL OR entry.expires_at > given.now)
    OFFSET 0
) AS s
