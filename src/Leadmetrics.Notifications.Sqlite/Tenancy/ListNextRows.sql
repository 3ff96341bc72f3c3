-- The rows of all tenants behind a key. A file apart from the first ones: with an OR between them SQLite would read from the beginning.
SELECT tenant_id, id, channel, provider, config, pending_config, config_key_id, oauth_state, webhook_token_hash,
       priority, enabled, version, verified_at, last_error, last_error_at, created_at, updated_at
FROM notification_providers
WHERE (tenant_id, id) > (@tenant, @id)
ORDER BY tenant_id, id
LIMIT @count
