-- Writes down what became of mails: of those still held under the fence that is given, of no other. Stands behind LockJobs.sql, which has locked them in key order; counts are written in key
-- order, too. What is locked stays at its place, so that it is reached by that. kind: 0 done, 1 retry, 2 release, 3 hold, 4 bury (SettlementKind).
WITH held AS MATERIALIZED (
    SELECT given.*, j.spot, j.retain_day, j.lane, j.attempt, j.on_uncertain, still.open, pg_catalog.statement_timestamp() AS now,
           -- Where nobody is open any more of whom was, the mail is done.
           CASE WHEN given.said IN (1, 3) AND given.still_open IS NOT NULL AND still.open = '{}' THEN 0 ELSE given.said END AS kind
    FROM unnest(@places, @tenants, @ids, @fences, @kinds, @due, @open, @pinned, @reasons,
                @outcomes, @accounts, @providers, @failures, @phases, @codes, @enhanced_codes, @details, @provider_ids, @recipients, @durations)
        AS given (place, tenant_id, id, fence, said, due_in, still_open, pinned, reason,
                  outcome, account, provider, failure, phase, code, enhanced_code, detail, provider_id, recipients, duration)
    CROSS JOIN LATERAL (
        SELECT job.ctid AS spot, job.retain_day, job.lane, job.attempt, job.on_uncertain, job.open
        FROM {schema}.email_job AS job
        WHERE job.tenant_id = given.tenant_id AND job.id = given.id AND job.fence = given.fence AND job.lease_until IS NOT NULL
        OFFSET 0
    ) AS j
    -- Whoever was erased meanwhile does not come back.
    CROSS JOIN LATERAL (SELECT CASE WHEN given.still_open IS NULL THEN j.open WHEN j.open IS NULL THEN given.still_open::text[] ELSE ARRAY(
        SELECT o.address FROM unnest(given.still_open::text[]) WITH ORDINALITY AS o (address, place) WHERE o.address = ANY (j.open) ORDER BY o.place) END AS open) AS still
), gone AS (
    DELETE FROM {schema}.email_job AS j
    USING held
    WHERE j.ctid = held.spot AND held.kind IN (0, 4)
), kept AS (
    -- What goes back at once keeps its place; a suspect that was not tried stays one.
    UPDATE {schema}.email_job AS j
    SET state = CASE held.kind WHEN 3 THEN 2 WHEN 2 THEN CASE WHEN j.crashes > 1 THEN 3 ELSE 0 END ELSE 0 END,
        run_at = CASE WHEN held.kind = 3 OR (held.kind = 2 AND held.due_in <= interval '0') THEN j.run_at ELSE held.now + held.due_in END,
        attempt = CASE held.kind WHEN 2 THEN j.attempt ELSE j.attempt + 1 END,
        crashes = CASE held.kind WHEN 1 THEN 0 ELSE j.crashes END,
        open = held.open,
        pinned = CASE held.kind WHEN 1 THEN coalesce(held.pinned, j.pinned) ELSE j.pinned END,
        lease_until = NULL, worker = NULL, phase = 0
    FROM held
    WHERE j.ctid = held.spot AND held.kind IN (1, 2, 3)
), dead AS (
    INSERT INTO {schema}.email_dead (tenant_id, id, retain_day, lane, died_at, reason, attempt, fence, on_uncertain, open, kind, code, detail)
    SELECT tenant_id, id, retain_day, lane, now, reason, attempt + CASE WHEN outcome BETWEEN 0 AND 4 THEN 1 ELSE 0 END, fence, on_uncertain, open, failure, code, detail
    FROM held
    WHERE kind = 4
), tried AS (
    INSERT INTO {schema}.email_attempt
          (tenant_id, mail_id, at, fence, worker, outcome, account, provider, kind, phase, code, enhanced_code, detail, provider_message_id, recipients, duration_ms)
    SELECT tenant_id, id, now, fence, @worker, outcome, account, provider, failure, phase, code, enhanced_code, detail, provider_id, recipients::json, duration
    FROM held
    WHERE outcome IS NOT NULL AND kind <> 2
), counted AS (
    INSERT INTO {schema}.email_tally AS t (tenant_id, minute, place, sent, failed, deferred)
    SELECT tenant_id, pg_catalog.date_trunc('minute', min(now)), (pg_catalog.hashtextextended(@worker, 0) & 7)::smallint,
           count(*) FILTER (WHERE kind = 0), count(*) FILTER (WHERE kind = 4), count(*) FILTER (WHERE kind = 1)
    FROM held
    WHERE kind IN (0, 1, 4)
    GROUP BY tenant_id
    ORDER BY tenant_id
    ON CONFLICT (tenant_id, minute, place) DO UPDATE
    SET sent = t.sent + excluded.sent, failed = t.failed + excluded.failed, deferred = t.deferred + excluded.deferred
)
SELECT place FROM held
