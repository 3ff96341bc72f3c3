-- What was said of a tenant's queue: one row at most.
DELETE FROM email_tenant
WHERE tenant_id = @tenant
