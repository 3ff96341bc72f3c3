-- A tenant's suppression list.
DELETE FROM email_suppression WHERE tenant_id = @tenant
