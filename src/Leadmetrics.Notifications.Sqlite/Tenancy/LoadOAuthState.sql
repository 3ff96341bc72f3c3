-- The sealed tokens of one row.
SELECT oauth_state
FROM notification_providers
WHERE tenant_id = @tenant AND id = @id
