SELECT account, detail FROM {schema}.email_breaker WHERE tenant_id = @tenant AND detail IS NOT NULL ORDER BY account
