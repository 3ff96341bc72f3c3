-- Adds what was taken; the locks of ReadBudget are held.
INSERT INTO {schema}.email_budget AS b (tenant_id, scope, span, bucket, used)
SELECT tenant_id, scope, span, bucket, used
FROM unnest(@tenants, @scopes, @spans, @buckets, @used) AS taken (tenant_id, scope, span, bucket, used)
ON CONFLICT (tenant_id, scope, span, bucket) DO UPDATE SET used = b.used + excluded.used
