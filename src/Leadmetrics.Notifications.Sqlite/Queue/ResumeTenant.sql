-- Lets a tenant's mail go out.
UPDATE email_tenant
SET paused_at = NULL
WHERE tenant_id = @tenant
