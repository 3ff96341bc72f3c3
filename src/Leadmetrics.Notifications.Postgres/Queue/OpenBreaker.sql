-- Opens it, opens it for longer, or leaves it: where it waits, is at another step than the caller saw, or was opened over a later version of the row. One over an earlier version counts as none.
INSERT INTO {schema}.email_breaker AS b (tenant_id, account, version, step, kind, retry_at, probing_until, opened_at, detail)
VALUES (@tenant, @account, @version, 1, @kind, pg_catalog.statement_timestamp() + @retry_in, NULL, pg_catalog.statement_timestamp(), @detail)
ON CONFLICT (tenant_id, account) DO UPDATE
SET version = excluded.version,
    step = CASE WHEN b.version < excluded.version THEN 1 ELSE b.step + 1 END,
    kind = excluded.kind,
    retry_at = excluded.retry_at,
    probing_until = NULL,
    opened_at = CASE WHEN b.version < excluded.version THEN excluded.opened_at ELSE b.opened_at END,
    detail = excluded.detail
WHERE b.version < excluded.version OR (b.version = excluded.version AND b.step = @step AND b.retry_at <= pg_catalog.statement_timestamp())
