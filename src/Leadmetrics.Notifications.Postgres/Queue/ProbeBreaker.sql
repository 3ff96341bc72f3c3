UPDATE {schema}.email_breaker
SET probing_until = pg_catalog.statement_timestamp() + @lease
WHERE tenant_id = @tenant AND account = @account AND step = @step AND retry_at <= pg_catalog.statement_timestamp()
  AND (probing_until IS NULL OR probing_until <= pg_catalog.statement_timestamp())
RETURNING 1
