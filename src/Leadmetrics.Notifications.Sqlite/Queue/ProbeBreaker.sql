-- Lets one caller through an account whose wait is over.
UPDATE email_breaker
SET probing_until = @until
WHERE tenant_id = @tenant AND account = @account AND step = @step AND retry_at <= @now AND coalesce(probing_until, 0) <= @now
