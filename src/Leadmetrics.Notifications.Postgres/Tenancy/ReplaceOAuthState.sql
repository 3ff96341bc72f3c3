-- Compare-and-swap on the content. No edit, so version, verification and edit time stay.
UPDATE {schema}.notification_providers
SET oauth_state = @after
WHERE tenant_id = @tenant AND id = @id AND oauth_state IS NOT DISTINCT FROM @before
