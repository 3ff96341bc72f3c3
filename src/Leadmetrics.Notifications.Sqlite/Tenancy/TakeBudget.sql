-- Adds what was taken in one piece of time. A row that was removed or erased meanwhile counts no more.
INSERT INTO email_budget (tenant_id, scope, span, bucket, used)
SELECT @tenant, @scope, @span, @bucket, @used
WHERE substr(@scope, 1, 4) <> 'row:'
   OR EXISTS (SELECT 1 FROM notification_providers WHERE tenant_id = @tenant AND id = substr(@scope, 5))
ON CONFLICT (tenant_id, scope, span, bucket) DO UPDATE SET used = used + excluded.used
