-- All rows of a tenant on a channel.
SELECT tenant_id, id, channel, provider, config, pending_config, config_key_id, oauth_state, webhook_token_hash,
       priority, enabled, version, verified_at, last_error, last_error_at, created_at, updated_at
FROM {schema}.notification_providers
WHERE tenant_id = @tenant AND channel = @channel
ORDER BY priority, created_at, id
