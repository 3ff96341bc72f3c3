INSERT INTO {schema}.email_tenant (tenant_id, weight) VALUES (@tenant, @weight)
ON CONFLICT (tenant_id) DO UPDATE SET weight = excluded.weight;
-- A row that says nothing.
DELETE FROM {schema}.email_tenant WHERE tenant_id = @tenant AND paused_at IS NULL AND weight = 1
