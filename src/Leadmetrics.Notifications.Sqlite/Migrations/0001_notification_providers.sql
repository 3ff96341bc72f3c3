-- Instants are microseconds since 1970-01-01 UTC, ids are lower-case text: both sort as they should, and nothing is rounded.
CREATE TABLE notification_providers (
    tenant_id          TEXT    NOT NULL COLLATE BINARY,
    id                 TEXT    NOT NULL COLLATE BINARY,
    channel            TEXT    NOT NULL,
    provider           TEXT    NOT NULL,
    config             BLOB    NOT NULL,
    pending_config     BLOB,
    config_key_id      TEXT    NOT NULL,
    oauth_state        BLOB,
    webhook_token_hash BLOB,
    priority           INTEGER NOT NULL,
    enabled            INTEGER NOT NULL,
    version            INTEGER NOT NULL,
    verified_at        INTEGER,
    last_error         TEXT,
    last_error_at      INTEGER,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT notification_providers_tenant_id CHECK (length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT notification_providers_id CHECK (length(id) = 36),
    CONSTRAINT notification_providers_channel CHECK (channel = 'email'),
    CONSTRAINT notification_providers_provider CHECK (length(provider) <= 32 AND provider GLOB '[a-z]*' AND provider NOT GLOB '*[^a-z0-9-]*'),
    CONSTRAINT notification_providers_config CHECK (length(config) <= 1048576),
    CONSTRAINT notification_providers_pending_config CHECK (length(pending_config) <= 1048576),
    CONSTRAINT notification_providers_config_key_id CHECK (length(config_key_id) BETWEEN 1 AND 255),
    CONSTRAINT notification_providers_oauth_state CHECK (length(oauth_state) <= 1048576),
    CONSTRAINT notification_providers_webhook_token_hash CHECK (length(webhook_token_hash) = 32),
    CONSTRAINT notification_providers_enabled CHECK (enabled IN (0, 1)),
    CONSTRAINT notification_providers_version CHECK (version >= 1),
    CONSTRAINT notification_providers_last_error CHECK (length(last_error) <= 2000)
) STRICT;

CREATE INDEX notification_providers_by_priority
    ON notification_providers (tenant_id, channel, priority, created_at, id);
