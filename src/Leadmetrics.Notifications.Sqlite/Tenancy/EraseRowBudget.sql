-- What one row has sent under limits.
DELETE FROM email_budget WHERE tenant_id = @tenant AND scope = 'row:' || @id
