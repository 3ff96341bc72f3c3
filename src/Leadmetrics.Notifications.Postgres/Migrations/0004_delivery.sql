-- What became of mails after they were handed over. The zero uuid stands where the platform's account sent. Numbers are those of the library's enumerations.
-- What is part of a key is bounded in octets: an entry of an index holds 2,704.
CREATE TABLE {schema}.email_event (
    tenant_id     text COLLATE "C" NOT NULL,
    provider_id   uuid             NOT NULL,
    event_id      text COLLATE "C" NOT NULL,
    message_id    text COLLATE "C" NOT NULL,
    kind          smallint         NOT NULL,
    recipient     text COLLATE "C" NOT NULL,
    occurred_at   timestamptz      NOT NULL,
    received_at   timestamptz      NOT NULL,
    reason        smallint         NOT NULL,
    code          integer,
    enhanced_code text COLLATE "C",
    detail        text,
    url           text,
    is_automatic  boolean          NOT NULL,
    provider      text COLLATE "C" NOT NULL,
    metadata      json,
    raw           text,
    PRIMARY KEY (tenant_id, provider_id, event_id),
    CONSTRAINT email_event_tenant_id CHECK (char_length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_event_event_id CHECK (char_length(event_id) BETWEEN 1 AND 255),
    CONSTRAINT email_event_message_id CHECK (octet_length(message_id) BETWEEN 1 AND 998),
    CONSTRAINT email_event_kind CHECK (kind BETWEEN 0 AND 99),
    CONSTRAINT email_event_recipient CHECK (octet_length(recipient) BETWEEN 1 AND 320),
    CONSTRAINT email_event_reason CHECK (reason BETWEEN 0 AND 99),
    CONSTRAINT email_event_code CHECK (code BETWEEN 0 AND 999),
    CONSTRAINT email_event_enhanced_code CHECK (char_length(enhanced_code) <= 16),
    CONSTRAINT email_event_detail CHECK (char_length(detail) <= 200),
    CONSTRAINT email_event_url CHECK (char_length(url) <= 2048),
    CONSTRAINT email_event_provider CHECK (provider ~ '^[a-z][a-z0-9-]{0,31}$'),
    CONSTRAINT email_event_metadata CHECK (octet_length(metadata::text) <= 65536),
    CONSTRAINT email_event_raw CHECK (octet_length(raw) <= 65536)
);

CREATE INDEX email_event_by_message ON {schema}.email_event (tenant_id, message_id, occurred_at);
CREATE INDEX email_event_by_recipient ON {schema}.email_event (tenant_id, recipient);
CREATE INDEX email_event_by_age ON {schema}.email_event (received_at);

-- How far a mail has come for one recipient: the furthest of its events, made with the first of them.
-- A row is written a few times within days and then deleted: pages keep room for that.
CREATE TABLE {schema}.email_recipient (
    tenant_id   text COLLATE "C" NOT NULL,
    message_id  text COLLATE "C" NOT NULL,
    provider_id uuid             NOT NULL,
    recipient   text COLLATE "C" NOT NULL,
    kind        smallint         NOT NULL,
    reason      smallint         NOT NULL,
    occurred_at timestamptz      NOT NULL,
    heard_at    timestamptz      NOT NULL,
    PRIMARY KEY (tenant_id, message_id, provider_id, recipient),
    CONSTRAINT email_recipient_tenant_id CHECK (char_length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_recipient_message_id CHECK (octet_length(message_id) BETWEEN 1 AND 998),
    CONSTRAINT email_recipient_recipient CHECK (octet_length(recipient) BETWEEN 1 AND 320),
    CONSTRAINT email_recipient_kind CHECK (kind BETWEEN 0 AND 99),
    CONSTRAINT email_recipient_reason CHECK (reason BETWEEN 0 AND 99)
) WITH (fillfactor = 80);

CREATE INDEX email_recipient_by_recipient ON {schema}.email_recipient (tenant_id, recipient);
CREATE INDEX email_recipient_by_age ON {schema}.email_recipient (heard_at);

-- Who gets no more mail of a tenant's; an address may have an entry for each reason.
CREATE TABLE {schema}.email_suppression (
    tenant_id  text COLLATE "C" NOT NULL,
    address    text COLLATE "C" NOT NULL,
    reason     smallint         NOT NULL,
    scope      smallint         NOT NULL,
    created_at timestamptz      NOT NULL,
    expires_at timestamptz,
    message_id text COLLATE "C",
    note       text,
    PRIMARY KEY (tenant_id, address, reason),
    CONSTRAINT email_suppression_tenant_id CHECK (char_length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_suppression_address CHECK (octet_length(address) BETWEEN 1 AND 320),
    CONSTRAINT email_suppression_reason CHECK (reason BETWEEN 1 AND 99),
    CONSTRAINT email_suppression_scope CHECK (scope BETWEEN 1 AND 99),
    CONSTRAINT email_suppression_message_id CHECK (octet_length(message_id) <= 998),
    CONSTRAINT email_suppression_note CHECK (char_length(note) <= 200)
);

CREATE INDEX email_suppression_by_end ON {schema}.email_suppression (expires_at) WHERE expires_at IS NOT NULL;

-- A webhook's address leads to one row.
CREATE UNIQUE INDEX notification_providers_by_webhook_token
    ON {schema}.notification_providers (webhook_token_hash) WHERE webhook_token_hash IS NOT NULL;
