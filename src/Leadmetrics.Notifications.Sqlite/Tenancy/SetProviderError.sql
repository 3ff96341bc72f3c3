-- A note on the version that failed: no edit, so version, verification and edit time stay.
UPDATE notification_providers
SET last_error = @last_error, last_error_at = @last_error_at
WHERE tenant_id = @tenant AND id = @id AND version = @version
