DELETE FROM {schema}.email_breaker WHERE tenant_id = @tenant AND account = @account RETURNING 1
