-- The queue. Numbers are those of the library's enumerations. Every key starts with the tenant, so that a round over the tenants is a walk along one index.

-- What was queued. A row is never changed; whole days are dropped once nothing live or dead refers to them. recipients: marks of whom it is for, 6 octets each, NULL where only the body tells;
-- they stand in the key's index, in which a search for a recipient walks along the tenant's mails, touching only those that no vacuum has seen yet.
CREATE TABLE {schema}.email_message (
    tenant_id  text COLLATE "C" NOT NULL,
    id         uuid             NOT NULL,
    retain_day date             NOT NULL,
    message_id text COLLATE "C" NOT NULL,
    lane       smallint         NOT NULL,
    date       timestamptz      NOT NULL,
    queued_at  timestamptz      NOT NULL,
    recipients bytea,
    body       bytea            NOT NULL,
    PRIMARY KEY (tenant_id, id, retain_day) INCLUDE (recipients),
    CONSTRAINT email_message_tenant_id CHECK (char_length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_message_message_id CHECK (octet_length(message_id) BETWEEN 1 AND 250),
    CONSTRAINT email_message_lane CHECK (lane BETWEEN 0 AND 9),
    CONSTRAINT email_message_recipients CHECK (octet_length(recipients) BETWEEN 6 AND 384),
    CONSTRAINT email_message_body CHECK (octet_length(body) <= 33554432)
) PARTITION BY RANGE (retain_day);

-- Days that nobody made room for: rows are removed from it one by one.
CREATE TABLE {schema}.email_message_default PARTITION OF {schema}.email_message DEFAULT;

-- What is to be done. state: 0 ready (or scheduled, by run_at), 1 leased, 2 held, 3 suspect (processes crashed over it; claimed one at a time). The row goes when the mail is settled.
-- phase: 0 claimed, 1 about to pass the point of no return.
CREATE TABLE {schema}.email_job (
    tenant_id    text COLLATE "C" NOT NULL,
    id           uuid             NOT NULL,
    retain_day   date             NOT NULL,
    lane         smallint         NOT NULL,
    state        smallint         NOT NULL,
    run_at       timestamptz      NOT NULL,
    expires_at   timestamptz      NOT NULL,
    attempt      integer          NOT NULL,
    crashes      smallint         NOT NULL,
    fence        bigint           NOT NULL,
    lease_until  timestamptz,
    worker       text COLLATE "C",
    phase        smallint         NOT NULL,
    on_uncertain smallint         NOT NULL,
    open         text[],
    pinned       text COLLATE "C",
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT email_job_tenant_id CHECK (char_length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_job_lane CHECK (lane BETWEEN 0 AND 9),
    CONSTRAINT email_job_state CHECK (state BETWEEN 0 AND 3),
    CONSTRAINT email_job_lease CHECK ((state = 1) = (lease_until IS NOT NULL AND worker IS NOT NULL)),
    CONSTRAINT email_job_attempt CHECK (attempt >= 0 AND crashes BETWEEN 0 AND 3 AND fence >= 0),
    CONSTRAINT email_job_phase CHECK (phase BETWEEN 0 AND 1),
    CONSTRAINT email_job_worker CHECK (char_length(worker) BETWEEN 1 AND 64),
    CONSTRAINT email_job_pinned CHECK (char_length(pinned) BETWEEN 1 AND 128)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX email_job_ready ON {schema}.email_job (tenant_id, lane, run_at, id) WHERE state = 0;
CREATE INDEX email_job_leased ON {schema}.email_job (lease_until) WHERE state = 1;
CREATE INDEX email_job_suspect ON {schema}.email_job (run_at) WHERE state = 3;
CREATE INDEX email_job_held ON {schema}.email_job (tenant_id, id) WHERE state = 2;

-- What was tried. Added to, never changed; whole days are dropped.
CREATE TABLE {schema}.email_attempt (
    tenant_id           text COLLATE "C" NOT NULL,
    mail_id             uuid             NOT NULL,
    at                  timestamptz      NOT NULL,
    fence               bigint           NOT NULL,
    worker              text COLLATE "C" NOT NULL,
    outcome             smallint         NOT NULL,
    account             text COLLATE "C",
    provider            text COLLATE "C",
    kind                smallint,
    phase               smallint,
    code                integer,
    enhanced_code       text COLLATE "C",
    detail              text,
    provider_message_id text COLLATE "C",
    recipients          json,
    duration_ms         integer          NOT NULL
) PARTITION BY RANGE (at);

CREATE TABLE {schema}.email_attempt_default PARTITION OF {schema}.email_attempt DEFAULT;

CREATE INDEX email_attempt_by_mail ON {schema}.email_attempt (tenant_id, mail_id);

-- Mails that are not tried any more. The fence goes on where one is put back.
CREATE TABLE {schema}.email_dead (
    tenant_id    text COLLATE "C" NOT NULL,
    id           uuid             NOT NULL,
    retain_day   date             NOT NULL,
    lane         smallint         NOT NULL,
    died_at      timestamptz      NOT NULL,
    reason       smallint         NOT NULL,
    attempt      integer          NOT NULL,
    fence        bigint           NOT NULL,
    on_uncertain smallint         NOT NULL,
    open         text[],
    kind         smallint,
    code         integer,
    detail       text,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX email_dead_by_age ON {schema}.email_dead (tenant_id, died_at, id);
CREATE INDEX email_dead_by_day ON {schema}.email_dead (retain_day);

-- Keys under which mails were queued.
CREATE TABLE {schema}.email_idempotency (
    tenant_id  text COLLATE "C" NOT NULL,
    key        text COLLATE "C" NOT NULL,
    mail_id    uuid             NOT NULL,
    body_hash  bytea            NOT NULL,
    created_at timestamptz      NOT NULL,
    PRIMARY KEY (tenant_id, key),
    CONSTRAINT email_idempotency_tenant_id CHECK (char_length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_idempotency_key CHECK (char_length(key) BETWEEN 1 AND 200),
    CONSTRAINT email_idempotency_body_hash CHECK (octet_length(body_hash) = 32)
);

CREATE INDEX email_idempotency_by_age ON {schema}.email_idempotency (created_at);

-- The contents of attachments, in pieces, each content once a tenant. Kept until every day of mail that may refer to it is dropped.
CREATE TABLE {schema}.email_blob (
    tenant_id  text COLLATE "C" NOT NULL,
    sha256     bytea            NOT NULL,
    piece      integer          NOT NULL,
    length     bigint           NOT NULL,
    retain_day date             NOT NULL,
    data       bytea            NOT NULL,
    PRIMARY KEY (tenant_id, sha256, piece),
    CONSTRAINT email_blob_tenant_id CHECK (char_length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_blob_sha256 CHECK (octet_length(sha256) = 32),
    CONSTRAINT email_blob_piece CHECK (piece >= 0),
    CONSTRAINT email_blob_data CHECK (octet_length(data) <= 262144)
);

CREATE INDEX email_blob_by_day ON {schema}.email_blob (retain_day);

-- LZ4 where the server has it (version 14 and later, if it was built with it): what is queued is compressed as it comes, and PostgreSQL's own way takes several times as long. The days' tables follow the
-- first of these.
DO $$
BEGIN
    EXECUTE 'ALTER TABLE {schema}.email_message ALTER COLUMN body SET COMPRESSION lz4';
    EXECUTE 'ALTER TABLE {schema}.email_message_default ALTER COLUMN body SET COMPRESSION lz4';
    EXECUTE 'ALTER TABLE {schema}.email_blob ALTER COLUMN data SET COMPRESSION lz4';
EXCEPTION
    WHEN feature_not_supported OR syntax_error THEN
        NULL;
END
$$;

-- What is said of a tenant's queue; most tenants have no row.
CREATE TABLE {schema}.email_tenant (
    tenant_id text COLLATE "C" NOT NULL PRIMARY KEY,
    paused_at timestamptz,
    weight    integer          NOT NULL DEFAULT 1,
    CONSTRAINT email_tenant_tenant_id CHECK (char_length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_tenant_weight CHECK (weight BETWEEN 1 AND 100)
);

-- Accounts that are not called for the time being. The empty tenant is the platform's. retry_at: NULL until the row is edited.
CREATE TABLE {schema}.email_breaker (
    tenant_id     text COLLATE "C" NOT NULL,
    account       text COLLATE "C" NOT NULL,
    version       bigint           NOT NULL,
    step          integer          NOT NULL,
    kind          smallint         NOT NULL,
    retry_at      timestamptz,
    probing_until timestamptz,
    opened_at     timestamptz      NOT NULL,
    detail        text,
    PRIMARY KEY (tenant_id, account),
    CONSTRAINT email_breaker_tenant_id CHECK (char_length(tenant_id) <= 128),
    CONSTRAINT email_breaker_account CHECK (char_length(account) BETWEEN 1 AND 128),
    CONSTRAINT email_breaker_step CHECK (step >= 1),
    CONSTRAINT email_breaker_detail CHECK (char_length(detail) <= 200)
);

-- What was done, by minutes; each worker counts in one of a few places, so that workers do not wait for each other.
CREATE TABLE {schema}.email_tally (
    tenant_id text COLLATE "C" NOT NULL,
    minute    timestamptz      NOT NULL,
    place     smallint         NOT NULL,
    sent      bigint           NOT NULL,
    failed    bigint           NOT NULL,
    deferred  bigint           NOT NULL,
    PRIMARY KEY (tenant_id, minute, place)
) WITH (fillfactor = 70);

-- Workers, and whether they want to be woken. Small, and written often.
CREATE TABLE {schema}.email_wake (
    worker  text COLLATE "C" NOT NULL PRIMARY KEY,
    idle    boolean          NOT NULL,
    seen_at timestamptz      NOT NULL,
    CONSTRAINT email_wake_worker CHECK (char_length(worker) BETWEEN 1 AND 64)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 200);
