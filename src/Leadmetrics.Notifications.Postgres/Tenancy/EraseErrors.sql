-- The texts go; version, verification and edit time stay.
UPDATE {schema}.notification_providers
SET last_error = NULL, last_error_at = NULL
WHERE tenant_id = @tenant AND id = ANY (@ids)
