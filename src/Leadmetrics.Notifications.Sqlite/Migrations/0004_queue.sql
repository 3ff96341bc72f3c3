-- The queue. Numbers are those of the library's enumerations; days are counted since 1970-01-01 UTC. Every key starts with the tenant, so that a round over the tenants
-- is a walk along one index.

-- What was queued. A row is never changed; it goes behind its day, once nothing live or dead refers to it. recipients: marks of whom it is for, 6 octets each, NULL where only the body tells; before the
-- body, so that a search does not read through it.
CREATE TABLE email_message (
    tenant_id  TEXT    NOT NULL COLLATE BINARY,
    id         TEXT    NOT NULL COLLATE BINARY,
    retain_day INTEGER NOT NULL,
    message_id TEXT    NOT NULL COLLATE BINARY,
    lane       INTEGER NOT NULL,
    date       INTEGER NOT NULL,
    queued_at  INTEGER NOT NULL,
    recipients BLOB,
    body       BLOB    NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT email_message_tenant_id CHECK (length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_message_id CHECK (length(id) = 36),
    CONSTRAINT email_message_message_id CHECK (length(CAST(message_id AS BLOB)) BETWEEN 1 AND 250),
    CONSTRAINT email_message_lane CHECK (lane BETWEEN 0 AND 9),
    CONSTRAINT email_message_recipients CHECK (length(recipients) BETWEEN 6 AND 384),
    CONSTRAINT email_message_body CHECK (length(body) <= 33554432)
) STRICT;

CREATE INDEX email_message_by_day ON email_message (retain_day, tenant_id, id);

-- What is to be done. state: 0 ready (or scheduled, by run_at), 1 leased, 2 held, 3 suspect (a process crashed over it; claimed one at a time). The row goes when the mail is settled.
-- phase: 0 claimed, 1 about to pass the point of no return. open: an array in JSON.
CREATE TABLE email_job (
    tenant_id    TEXT    NOT NULL COLLATE BINARY,
    id           TEXT    NOT NULL COLLATE BINARY,
    lane         INTEGER NOT NULL,
    state        INTEGER NOT NULL,
    run_at       INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    attempt      INTEGER NOT NULL,
    crashes      INTEGER NOT NULL,
    fence        INTEGER NOT NULL,
    lease_until  INTEGER,
    worker       TEXT,
    phase        INTEGER NOT NULL,
    on_uncertain INTEGER NOT NULL,
    open         TEXT,
    pinned       TEXT,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT email_job_tenant_id CHECK (length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_job_id CHECK (length(id) = 36),
    CONSTRAINT email_job_lane CHECK (lane BETWEEN 0 AND 9),
    CONSTRAINT email_job_state CHECK (state BETWEEN 0 AND 3),
    CONSTRAINT email_job_lease CHECK ((state = 1) = (lease_until IS NOT NULL AND worker IS NOT NULL)),
    CONSTRAINT email_job_attempt CHECK (attempt >= 0 AND crashes BETWEEN 0 AND 3 AND fence >= 0),
    CONSTRAINT email_job_phase CHECK (phase BETWEEN 0 AND 1),
    CONSTRAINT email_job_worker CHECK (length(worker) BETWEEN 1 AND 64),
    CONSTRAINT email_job_open CHECK (json_valid(open)),
    CONSTRAINT email_job_pinned CHECK (length(pinned) BETWEEN 1 AND 128)
) STRICT, WITHOUT ROWID;

CREATE INDEX email_job_ready ON email_job (tenant_id, lane, run_at, id) WHERE state = 0;
CREATE INDEX email_job_leased ON email_job (lease_until) WHERE state = 1;
CREATE INDEX email_job_suspect ON email_job (run_at) WHERE state = 3;
CREATE INDEX email_job_held ON email_job (tenant_id, id) WHERE state = 2;

-- What was tried. Added to, never changed; in the order of the rows.
CREATE TABLE email_attempt (
    tenant_id           TEXT    NOT NULL COLLATE BINARY,
    mail_id             TEXT    NOT NULL COLLATE BINARY,
    at                  INTEGER NOT NULL,
    fence               INTEGER NOT NULL,
    worker              TEXT    NOT NULL,
    outcome             INTEGER NOT NULL,
    account             TEXT,
    provider            TEXT,
    kind                INTEGER,
    phase               INTEGER,
    code                INTEGER,
    enhanced_code       TEXT,
    detail              TEXT,
    provider_message_id TEXT,
    recipients          TEXT,
    duration_ms         INTEGER NOT NULL,
    CONSTRAINT email_attempt_recipients CHECK (json_valid(recipients))
) STRICT;

CREATE INDEX email_attempt_by_mail ON email_attempt (tenant_id, mail_id);
CREATE INDEX email_attempt_by_age ON email_attempt (at);

-- Mails that are not tried any more. The fence goes on where one is put back.
CREATE TABLE email_dead (
    tenant_id    TEXT    NOT NULL COLLATE BINARY,
    id           TEXT    NOT NULL COLLATE BINARY,
    lane         INTEGER NOT NULL,
    died_at      INTEGER NOT NULL,
    reason       INTEGER NOT NULL,
    attempt      INTEGER NOT NULL,
    fence        INTEGER NOT NULL,
    on_uncertain INTEGER NOT NULL,
    open         TEXT,
    kind         INTEGER,
    code         INTEGER,
    detail       TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX email_dead_by_age ON email_dead (tenant_id, died_at, id);
CREATE INDEX email_dead_by_end ON email_dead (died_at);

-- Keys under which mails were queued.
CREATE TABLE email_idempotency (
    tenant_id  TEXT    NOT NULL COLLATE BINARY,
    key        TEXT    NOT NULL COLLATE BINARY,
    mail_id    TEXT    NOT NULL,
    body_hash  BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, key),
    CONSTRAINT email_idempotency_tenant_id CHECK (length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_idempotency_key CHECK (length(key) BETWEEN 1 AND 200),
    CONSTRAINT email_idempotency_body_hash CHECK (length(body_hash) = 32)
) STRICT, WITHOUT ROWID;

CREATE INDEX email_idempotency_by_age ON email_idempotency (created_at);

-- The contents of attachments, in pieces, each content once a tenant. Kept until every mail that may refer to it is gone: those whose day is not behind its own.
CREATE TABLE email_blob (
    tenant_id  TEXT    NOT NULL COLLATE BINARY,
    sha256     BLOB    NOT NULL,
    piece      INTEGER NOT NULL,
    length     INTEGER NOT NULL,
    retain_day INTEGER NOT NULL,
    data       BLOB    NOT NULL,
    PRIMARY KEY (tenant_id, sha256, piece),
    CONSTRAINT email_blob_tenant_id CHECK (length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_blob_sha256 CHECK (length(sha256) = 32),
    CONSTRAINT email_blob_piece CHECK (piece >= 0),
    CONSTRAINT email_blob_data CHECK (length(data) <= 262144)
) STRICT;

CREATE INDEX email_blob_by_day ON email_blob (retain_day, tenant_id, sha256) WHERE piece = 0;

-- What is said of a tenant's queue; most tenants have no row.
CREATE TABLE email_tenant (
    tenant_id TEXT    NOT NULL COLLATE BINARY,
    paused_at INTEGER,
    weight    INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id),
    CONSTRAINT email_tenant_tenant_id CHECK (length(tenant_id) BETWEEN 1 AND 128),
    CONSTRAINT email_tenant_weight CHECK (weight BETWEEN 1 AND 100)
) STRICT, WITHOUT ROWID;

-- Accounts that are not called for the time being. The empty tenant is the platform's. retry_at: NULL until the row is edited.
CREATE TABLE email_breaker (
    tenant_id     TEXT    NOT NULL COLLATE BINARY,
    account       TEXT    NOT NULL COLLATE BINARY,
    version       INTEGER NOT NULL,
    step          INTEGER NOT NULL,
    kind          INTEGER NOT NULL,
    retry_at      INTEGER,
    probing_until INTEGER,
    opened_at     INTEGER NOT NULL,
    detail        TEXT,
    PRIMARY KEY (tenant_id, account),
    CONSTRAINT email_breaker_tenant_id CHECK (length(tenant_id) <= 128),
    CONSTRAINT email_breaker_account CHECK (length(account) BETWEEN 1 AND 128),
    CONSTRAINT email_breaker_step CHECK (step >= 1),
    CONSTRAINT email_breaker_detail CHECK (length(detail) <= 200)
) STRICT, WITHOUT ROWID;

-- What was done, by minutes.
CREATE TABLE email_tally (
    tenant_id TEXT    NOT NULL COLLATE BINARY,
    minute    INTEGER NOT NULL,
    sent      INTEGER NOT NULL,
    failed    INTEGER NOT NULL,
    deferred  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, minute),
    CONSTRAINT email_tally_tenant_id CHECK (length(tenant_id) BETWEEN 1 AND 128)
) STRICT, WITHOUT ROWID;

CREATE INDEX email_tally_by_age ON email_tally (minute);

-- Workers, and whether they want to be woken. Small, and written often.
CREATE TABLE email_wake (
    worker  TEXT    NOT NULL COLLATE BINARY,
    idle    INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (worker),
    CONSTRAINT email_wake_worker CHECK (length(worker) BETWEEN 1 AND 64),
    CONSTRAINT email_wake_idle CHECK (idle IN (0, 1))
) STRICT, WITHOUT ROWID;
