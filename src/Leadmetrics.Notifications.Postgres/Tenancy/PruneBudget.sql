-- Removes what counts no more; the locks of ReadBudget are held.
DELETE FROM {schema}.email_budget AS b
USING unnest(@tenants, @scopes, @spans, @buckets) AS past (tenant_id, scope, span, bucket)
WHERE b.tenant_id = past.tenant_id AND b.scope = past.scope AND b.span = past.span AND b.bucket = past.bucket
