UPDATE {schema}.email_tenant SET paused_at = NULL WHERE tenant_id = @tenant AND paused_at IS NOT NULL;
-- A row that says nothing.
DELETE FROM {schema}.email_tenant WHERE tenant_id = @tenant AND paused_at IS NULL AND weight = 1
