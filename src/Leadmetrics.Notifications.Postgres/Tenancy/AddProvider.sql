-- A new row; the primary key refuses an id that the tenant has already.
INSERT INTO {schema}.notification_providers
      (tenant_id, id, channel, provider, config, pending_config, config_key_id, oauth_state, webhook_token_hash,
       priority, enabled, version, verified_at, last_error, last_error_at, created_at, updated_at)
VALUES (@tenant, @id, @channel, @provider, @config, @pending_config, @config_key_id, @oauth_state, @webhook_token_hash,
        @priority, @enabled, @version, @verified_at, @last_error, @last_error_at, @created_at, @updated_at)
