-- Closes an account's breaker.
DELETE FROM email_breaker
WHERE tenant_id = @tenant AND account = @account
