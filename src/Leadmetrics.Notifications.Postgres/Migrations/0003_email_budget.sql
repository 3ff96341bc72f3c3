-- What was sent under a limit, by pieces of time: tenths of a second for the second, seconds for the minute, minutes for the hour, quarters of an hour
-- for the day, counted since 1970-01-01 UTC. The empty tenant is the platform's own total.
-- A row is counted up in place many times and then deleted: pages keep room for that, and are cleaned early.
CREATE TABLE {schema}.email_budget (
    tenant_id text COLLATE "C" NOT NULL,
    scope     text COLLATE "C" NOT NULL,
    span      text COLLATE "C" NOT NULL,
    bucket    bigint           NOT NULL,
    used      bigint           NOT NULL,
    PRIMARY KEY (tenant_id, scope, span, bucket),
    CONSTRAINT email_budget_tenant_id CHECK (char_length(tenant_id) <= 128),
    CONSTRAINT email_budget_scope CHECK (char_length(scope) BETWEEN 1 AND 128),
    CONSTRAINT email_budget_span CHECK (span IN ('second', 'minute', 'hour', 'day')),
    CONSTRAINT email_budget_used CHECK (used >= 0)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
