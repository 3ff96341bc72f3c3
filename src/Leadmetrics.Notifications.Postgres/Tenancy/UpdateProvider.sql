-- Compare-and-swap: touches the row only where it is one version behind. Tenant, id, channel, provider and creation never change,
-- and oauth_state is not the editor's: a token that rotated since the row was read would be undone.
UPDATE {schema}.notification_providers
SET config = @config,
    pending_config = @pending_config,
    config_key_id = @config_key_id,
    webhook_token_hash = @webhook_token_hash,
    priority = @priority,
    enabled = @enabled,
    version = @version,
    verified_at = @verified_at,
    last_error = @last_error,
    last_error_at = @last_error_at,
    updated_at = @updated_at
WHERE tenant_id = @tenant AND id = @id AND version = @version - 1
