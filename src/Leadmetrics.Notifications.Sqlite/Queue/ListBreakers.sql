-- A tenant's breakers; of the empty tenant the platform's.
SELECT tenant_id, account, version, kind, step, retry_at, probing_until, opened_at, detail
FROM email_breaker
WHERE tenant_id = @tenant
ORDER BY account
