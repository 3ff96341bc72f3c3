-- Stops a tenant's mail; one that is stopped stays so since when it was.
INSERT INTO email_tenant (tenant_id, paused_at)
VALUES (@tenant, @now)
ON CONFLICT (tenant_id) DO UPDATE SET paused_at = coalesce(paused_at, excluded.paused_at)
