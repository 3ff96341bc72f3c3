-- How far a tenant's mails had come.
DELETE FROM email_recipient WHERE tenant_id = @tenant
