-- Adds what was taken; the locks of ReadBudget are held. A row that was removed or erased meanwhile counts no more.
INSERT INTO {schema}.email_budget AS b (tenant_id, scope, span, bucket, used)
SELECT tenant_id, scope, span, bucket, used
FROM unnest(@tenants, @scopes, @spans, @buckets, @used) AS taken (tenant_id, scope, span, bucket, used)
WHERE NOT starts_with(taken.scope, 'row:')
   OR EXISTS (SELECT 1 FROM {schema}.notification_providers AS p WHERE p.tenant_id = taken.tenant_id AND 'row:' || p.id = taken.scope)
ON CONFLICT (tenant_id, scope, span, bucket) DO UPDATE SET used = b.used + excluded.used
