-- Who stores events of the tenant at the moment has stored them then.
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/delivery/' || @tenant, 0));
WITH events AS (DELETE FROM {schema}.email_event WHERE tenant_id = @tenant AND recipient = ANY (@spellings) RETURNING 1),
     recipients AS (DELETE FROM {schema}.email_recipient WHERE tenant_id = @tenant AND recipient = ANY (@spellings)),
     suppressions AS (DELETE FROM {schema}.email_suppression WHERE tenant_id = @tenant AND address = ANY (@spellings) RETURNING 1)
SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM suppressions)
