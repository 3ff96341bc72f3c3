-- A tenant's rows; every table with a tenant_id has such a file.
DELETE FROM notification_providers WHERE tenant_id = @tenant
