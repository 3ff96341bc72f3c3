-- Opens an account's breaker, or opens it for longer where it is at the step that the caller saw and its wait is over. What was opened over settings that are edited by now begins anew.
INSERT INTO email_breaker (tenant_id, account, version, step, kind, retry_at, opened_at, detail)
VALUES (@tenant, @account, @version, 1, @kind, @retry_at, @now, @detail)
ON CONFLICT (tenant_id, account) DO UPDATE
SET version = excluded.version, step = iif(version < excluded.version, 1, step + 1), kind = excluded.kind, retry_at = excluded.retry_at, probing_until = NULL,
    opened_at = iif(version < excluded.version, excluded.opened_at, opened_at), detail = excluded.detail
WHERE version < excluded.version OR (version = excluded.version AND step = @step AND retry_at <= @now)
