-- Compare-and-swap on version and OAuth state.
UPDATE notification_providers
SET config = @config,
    pending_config = @pending_config,
    oauth_state = @oauth_state,
    config_key_id = @config_key_id,
    version = version + 1
WHERE tenant_id = @tenant AND id = @id AND version = @version AND oauth_state IS @read_oauth_state
