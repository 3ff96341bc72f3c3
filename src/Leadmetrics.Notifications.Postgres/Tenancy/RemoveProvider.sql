-- Removes one row.
DELETE FROM {schema}.notification_providers
WHERE tenant_id = @tenant AND id = @id
