-- The breakers of a tenant's accounts: the first rows by key.
DELETE FROM email_breaker
WHERE tenant_id = @tenant AND account IN (SELECT account FROM email_breaker WHERE tenant_id = @tenant ORDER BY account LIMIT @most)
