-- Locks the jobs that are held under these fences, in key order: whoever does the same at once waits, and nobody ends in a deadlock. A statement of its own, so that the next one's snapshot
-- shows each job as it is locked, at the place where it stands. Job by job along the key: a lateral part with an OFFSET is planned by itself. What is leased is told by lease_until, not by
-- state = 1, for the index of that condition looks cheap to walk from end to end wherever it was empty when the plan was made.
SELECT count(*)
FROM (SELECT * FROM unnest(@tenants, @ids, @fences) AS leases (tenant_id, id, fence) ORDER BY tenant_id COLLATE "C", id) AS given
CROSS JOIN LATERAL (
    SELECT 1
    FROM {schema}.email_job AS j
    WHERE j.tenant_id = given.tenant_id AND j.id = given.id AND j.fence = given.fence AND j.lease_until IS NOT NULL
    OFFSET 0
    FOR UPDATE
) AS locked
