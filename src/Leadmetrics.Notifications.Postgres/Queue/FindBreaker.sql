SELECT tenant_id, account, version, step, kind, retry_at, opened_at, detail, pg_catalog.statement_timestamp()
FROM {schema}.email_breaker
WHERE tenant_id = @tenant AND account = @account
