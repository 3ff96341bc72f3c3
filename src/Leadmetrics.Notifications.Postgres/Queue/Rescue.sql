-- Takes mails back whose leases ran out. What may have been sent and must not be sent twice is held; what crashed a third time is buried, what did a second time is a suspect; the rest go back as they were.
WITH lapsed AS MATERIALIZED (
    SELECT j.ctid AS spot, j.tenant_id, j.id, j.retain_day, j.lane, j.attempt, j.fence, j.worker, j.on_uncertain, j.open, pg_catalog.statement_timestamp() AS now,
           CASE WHEN j.phase = 1 AND j.on_uncertain = 1 THEN 2 WHEN j.crashes >= 2 THEN 4 WHEN j.crashes >= 1 THEN 3 ELSE 0 END AS verdict
    FROM {schema}.email_job AS j
    WHERE j.state = 1 AND j.lease_until <= pg_catalog.statement_timestamp()
    ORDER BY j.lease_until
    LIMIT @most
    FOR UPDATE SKIP LOCKED
), gone AS (
    -- By their places: what was changed since the snapshot is not at the place that the snapshot knows, and is left for the next call.
    DELETE FROM {schema}.email_job AS j
    USING lapsed
    WHERE j.ctid = lapsed.spot AND lapsed.verdict = 4
    RETURNING lapsed.*
), kept AS (
    UPDATE {schema}.email_job AS j
    SET state = lapsed.verdict, crashes = least(j.crashes + 1, 3), lease_until = NULL, worker = NULL, phase = 0
    FROM lapsed
    WHERE j.ctid = lapsed.spot AND lapsed.verdict IN (0, 2, 3)
    RETURNING lapsed.*
), taken AS (
    SELECT * FROM gone UNION ALL SELECT * FROM kept
), dead AS (
    INSERT INTO {schema}.email_dead (tenant_id, id, retain_day, lane, died_at, reason, attempt, fence, on_uncertain, open)
    SELECT tenant_id, id, retain_day, lane, now, 2, attempt, fence, on_uncertain, open
    FROM gone
), tried AS (
    -- The burial stands behind the loss in the history.
    INSERT INTO {schema}.email_attempt (tenant_id, mail_id, at, fence, worker, outcome, duration_ms)
    SELECT tenant_id, id, now, fence, worker, 5, 0 FROM taken
    UNION ALL
    SELECT tenant_id, id, now + interval '1 microsecond', fence, worker, 7, 0 FROM gone
), counted AS (
    INSERT INTO {schema}.email_tally AS t (tenant_id, minute, place, sent, failed, deferred)
    SELECT tenant_id, pg_catalog.date_trunc('minute', min(now)), 0, 0, count(*), 0
    FROM gone
    GROUP BY tenant_id
    ORDER BY tenant_id
    ON CONFLICT (tenant_id, minute, place) DO UPDATE SET failed = t.failed + excluded.failed
)
SELECT count(*) FROM taken
