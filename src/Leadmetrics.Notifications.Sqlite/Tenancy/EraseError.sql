-- The text goes; version, verification and edit time stay.
UPDATE notification_providers
SET last_error = NULL, last_error_at = NULL
WHERE tenant_id = @tenant AND id = @id
