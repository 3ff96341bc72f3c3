-- What a tenant has sent under limits.
DELETE FROM email_budget WHERE tenant_id = @tenant
