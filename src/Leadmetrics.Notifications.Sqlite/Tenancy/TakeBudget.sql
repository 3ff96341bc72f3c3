-- Adds what was taken in one piece of time.
INSERT INTO email_budget (tenant_id, scope, span, bucket, used)
VALUES (@tenant, @scope, @span, @bucket, @used)
ON CONFLICT (tenant_id, scope, span, bucket) DO UPDATE SET used = used + excluded.used
