-- Tenants are compared byte by byte (COLLATE "C"), whatever the database's own collation: sealed configs are bound to the tenant.
CREATE TABLE {schema}.notification_providers (
    tenant_id          text COLLATE "C" NOT NULL,
    id                 uuid             NOT NULL,
    channel            text COLLATE "C" NOT NULL,
    provider           text COLLATE "C" NOT NULL,
    config             bytea            NOT NULL,
    pending_config     bytea,
    config_key_id      text COLLATE "C" NOT NULL,
    oauth_state        bytea,
    webhook_token_hash bytea,
    priority           integer          NOT NULL,
    enabled            boolean          NOT NULL,
    version            bigint           NOT NULL,
    verified_at        timestamptz,
    last_error         text,
    last_error_at      timestamptz,
    created_at         timestamptz      NOT NULL,
    updated_at         timestamptz      NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT notification_providers_tenant_id CHECK (char_length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT notification_providers_channel CHECK (channel = 'email'),
    CONSTRAINT notification_providers_provider CHECK (provider ~ '^[a-z][a-z0-9-]{0,31}$'),
    CONSTRAINT notification_providers_config CHECK (octet_length(config) <= 1048576),
    CONSTRAINT notification_providers_pending_config CHECK (octet_length(pending_config) <= 1048576),
    CONSTRAINT notification_providers_config_key_id CHECK (char_length(config_key_id) BETWEEN 1 AND 255),
    CONSTRAINT notification_providers_oauth_state CHECK (octet_length(oauth_state) <= 1048576),
    CONSTRAINT notification_providers_webhook_token_hash CHECK (octet_length(webhook_token_hash) = 32),
    CONSTRAINT notification_providers_version CHECK (version >= 1),
    CONSTRAINT notification_providers_last_error CHECK (char_length(last_error) <= 2000)
);

CREATE INDEX notification_providers_by_priority
    ON {schema}.notification_providers (tenant_id, channel, priority, created_at, id);
