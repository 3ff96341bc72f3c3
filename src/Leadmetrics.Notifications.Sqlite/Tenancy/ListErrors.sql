-- A tenant's last errors; the write lock is held.
SELECT id, last_error
FROM notification_providers
WHERE tenant_id = @tenant AND last_error IS NOT NULL
