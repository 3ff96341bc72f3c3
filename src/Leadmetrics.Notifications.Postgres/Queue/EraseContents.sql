-- Whoever keeps contents of the tenant's holds this lock shared until he has committed: behind it each of their mails is seen. A body writes a content's name as it stands here.
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/contents/' || @tenant, 0));
DELETE FROM {schema}.email_blob
WHERE tenant_id = @tenant AND sha256 = ANY (ARRAY(
    SELECT given.name
    FROM unnest(@contents) AS given (name)
    WHERE NOT EXISTS (
        SELECT FROM {schema}.email_message AS m
        WHERE m.tenant_id = @tenant AND m.queued_at > @since AND position(convert_to(encode(given.name, 'hex'), 'UTF8') IN m.body) > 0)))
