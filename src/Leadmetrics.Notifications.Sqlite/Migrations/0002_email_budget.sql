-- What was sent under a limit, by pieces of time: tenths of a second for the second, seconds for the minute, minutes for the hour, quarters of an hour
-- for the day, counted since 1970-01-01 UTC. The empty tenant is the platform's own total.
CREATE TABLE email_budget (
    tenant_id TEXT    NOT NULL COLLATE BINARY,
    scope     TEXT    NOT NULL COLLATE BINARY,
    span      TEXT    NOT NULL,
    bucket    INTEGER NOT NULL,
    used      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, scope, span, bucket),
    CONSTRAINT email_budget_tenant_id CHECK (length(tenant_id) <= 128),
    CONSTRAINT email_budget_scope CHECK (length(scope) BETWEEN 1 AND 128),
    CONSTRAINT email_budget_span CHECK (span IN ('second', 'minute', 'hour', 'day')),
    CONSTRAINT email_budget_used CHECK (used >= 0)
) STRICT, WITHOUT ROWID;
