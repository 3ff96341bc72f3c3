-- Takes a note back where it is still the one of that instant.
UPDATE {schema}.notification_providers
SET last_error = NULL, last_error_at = NULL
WHERE tenant_id = @tenant AND id = @id AND last_error_at = @last_error_at
