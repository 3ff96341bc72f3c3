-- A row that says nothing goes.
DELETE FROM email_tenant
WHERE tenant_id = @tenant AND paused_at IS NULL AND weight = 1
