-- The first rows of all tenants by key.
SELECT tenant_id, id, channel, provider, config, pending_config, config_key_id, oauth_state, webhook_token_hash,
       priority, enabled, version, verified_at, last_error, last_error_at, created_at, updated_at
FROM notification_providers
ORDER BY tenant_id, id
LIMIT @count
