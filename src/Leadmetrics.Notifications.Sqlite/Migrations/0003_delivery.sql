-- What became of mails after they were handed over. The zero id stands where the platform's account sent. Numbers are those of the library's enumerations.
CREATE TABLE email_event (
    tenant_id     TEXT    NOT NULL COLLATE BINARY,
    provider_id   TEXT    NOT NULL COLLATE BINARY,
    event_id      TEXT    NOT NULL COLLATE BINARY,
    message_id    TEXT    NOT NULL COLLATE BINARY,
    kind          INTEGER NOT NULL,
    recipient     TEXT    NOT NULL COLLATE BINARY,
    occurred_at   INTEGER NOT NULL,
    received_at   INTEGER NOT NULL,
    reason        INTEGER NOT NULL,
    code          INTEGER,
    enhanced_code TEXT,
    detail        TEXT,
    url           TEXT,
    is_automatic  INTEGER NOT NULL,
    provider      TEXT    NOT NULL,
    metadata      TEXT,
    raw           TEXT,
    PRIMARY KEY (tenant_id, provider_id, event_id),
    CONSTRAINT email_event_tenant_id CHECK (length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_event_provider_id CHECK (length(provider_id) = 36),
    CONSTRAINT email_event_event_id CHECK (length(event_id) BETWEEN 1 AND 255),
    CONSTRAINT email_event_message_id CHECK (length(CAST(message_id AS BLOB)) BETWEEN 1 AND 998),
    CONSTRAINT email_event_kind CHECK (kind BETWEEN 0 AND 99),
    CONSTRAINT email_event_recipient CHECK (length(CAST(recipient AS BLOB)) BETWEEN 1 AND 320),
    CONSTRAINT email_event_reason CHECK (reason BETWEEN 0 AND 99),
    CONSTRAINT email_event_code CHECK (code BETWEEN 0 AND 999),
    CONSTRAINT email_event_enhanced_code CHECK (length(enhanced_code) <= 16),
    CONSTRAINT email_event_detail CHECK (length(detail) <= 200),
    CONSTRAINT email_event_url CHECK (length(url) <= 2048),
    CONSTRAINT email_event_is_automatic CHECK (is_automatic IN (0, 1)),
    CONSTRAINT email_event_provider CHECK (length(provider) <= 32 AND provider GLOB '[a-z]*' AND provider NOT GLOB '*[^a-z0-9-]*'),
    CONSTRAINT email_event_metadata CHECK (length(CAST(metadata AS BLOB)) <= 65536 AND json_valid(metadata)),
    CONSTRAINT email_event_raw CHECK (length(CAST(raw AS BLOB)) <= 65536)
) STRICT;

CREATE INDEX email_event_by_message ON email_event (tenant_id, message_id, occurred_at);
CREATE INDEX email_event_by_recipient ON email_event (tenant_id, recipient);
CREATE INDEX email_event_by_age ON email_event (received_at);

-- How far a mail has come for one recipient: the furthest of its events, made with the first of them.
CREATE TABLE email_recipient (
    tenant_id   TEXT    NOT NULL COLLATE BINARY,
    message_id  TEXT    NOT NULL COLLATE BINARY,
    provider_id TEXT    NOT NULL COLLATE BINARY,
    recipient   TEXT    NOT NULL COLLATE BINARY,
    kind        INTEGER NOT NULL,
    reason      INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    heard_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, message_id, provider_id, recipient),
    CONSTRAINT email_recipient_tenant_id CHECK (length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_recipient_message_id CHECK (length(CAST(message_id AS BLOB)) BETWEEN 1 AND 998),
    CONSTRAINT email_recipient_provider_id CHECK (length(provider_id) = 36),
    CONSTRAINT email_recipient_recipient CHECK (length(CAST(recipient AS BLOB)) BETWEEN 1 AND 320),
    CONSTRAINT email_recipient_kind CHECK (kind BETWEEN 0 AND 99),
    CONSTRAINT email_recipient_reason CHECK (reason BETWEEN 0 AND 99)
) STRICT;

CREATE INDEX email_recipient_by_recipient ON email_recipient (tenant_id, recipient);
CREATE INDEX email_recipient_by_age ON email_recipient (heard_at);

-- Who gets no more mail of a tenant's; an address may have an entry for each reason.
CREATE TABLE email_suppression (
    tenant_id  TEXT    NOT NULL COLLATE BINARY,
    address    TEXT    NOT NULL COLLATE BINARY,
    reason     INTEGER NOT NULL,
    scope      INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    message_id TEXT,
    note       TEXT,
    PRIMARY KEY (tenant_id, address, reason),
    CONSTRAINT email_suppression_tenant_id CHECK (length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_suppression_address CHECK (length(CAST(address AS BLOB)) BETWEEN 1 AND 320),
    CONSTRAINT email_suppression_reason CHECK (reason BETWEEN 1 AND 99),
    CONSTRAINT email_suppression_scope CHECK (scope BETWEEN 1 AND 99),
    CONSTRAINT email_suppression_message_id CHECK (length(CAST(message_id AS BLOB)) <= 998),
    CONSTRAINT email_suppression_note CHECK (length(note) <= 200)
) STRICT;

CREATE INDEX email_suppression_by_end ON email_suppression (expires_at) WHERE expires_at IS NOT NULL;

-- A webhook's address leads to one row.
CREATE UNIQUE INDEX notification_providers_by_webhook_token
    ON notification_providers (webhook_token_hash) WHERE webhook_token_hash IS NOT NULL;
