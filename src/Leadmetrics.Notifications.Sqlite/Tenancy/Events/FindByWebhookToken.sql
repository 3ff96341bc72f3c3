-- The row of a webhook's address, whatever tenant it belongs to.
SELECT tenant_id, id, channel, provider, config, pending_config, config_key_id, oauth_state, webhook_token_hash,
       priority, enabled, version, verified_at, last_error, last_error_at, created_at, updated_at
FROM notification_providers
WHERE webhook_token_hash = @webhook_token_hash
