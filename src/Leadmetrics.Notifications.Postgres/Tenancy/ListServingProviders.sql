-- The rows that serve, by the partial index notification_providers_serving.
SELECT tenant_id, id, channel, provider, config, pending_config, config_key_id, oauth_state, webhook_token_hash,
       priority, enabled, version, verified_at, last_error, last_error_at, created_at, updated_at
FROM {schema}.notification_providers
WHERE tenant_id = @tenant AND channel = @channel AND enabled AND verified_at IS NOT NULL
ORDER BY priority, created_at, id
