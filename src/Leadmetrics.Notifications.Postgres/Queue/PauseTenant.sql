-- Claims hold this lock shared from before they look until they have committed: behind it, each of them sees the pause.
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/queue', 0));
INSERT INTO {schema}.email_tenant AS tenant (tenant_id, paused_at) VALUES (@tenant, now())
ON CONFLICT (tenant_id) DO UPDATE SET paused_at = coalesce(tenant.paused_at, excluded.paused_at)
