-- Removes one row.
DELETE FROM notification_providers
WHERE tenant_id = @tenant AND id = @id
