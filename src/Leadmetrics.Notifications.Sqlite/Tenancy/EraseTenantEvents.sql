-- What became of a tenant's mails.
DELETE FROM email_event WHERE tenant_id = @tenant
