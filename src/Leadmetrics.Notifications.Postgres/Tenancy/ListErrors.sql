-- A tenant's last errors, held until the transaction ends: nobody writes another in between.
SELECT id, last_error
FROM {schema}.notification_providers
WHERE tenant_id = @tenant AND last_error IS NOT NULL
ORDER BY id
FOR UPDATE
