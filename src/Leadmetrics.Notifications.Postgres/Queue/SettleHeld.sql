-- A held mail had arrived.
WITH gone AS (
    DELETE FROM {schema}.email_job WHERE tenant_id = @tenant AND id = @id AND state = 2
    RETURNING tenant_id, id, fence
), noted AS (
    INSERT INTO {schema}.email_attempt (tenant_id, mail_id, at, fence, worker, outcome, duration_ms)
    SELECT tenant_id, id, now(), fence, @worker, @outcome, 0 FROM gone
), counted AS (
    INSERT INTO {schema}.email_tally AS tally (tenant_id, minute, place, sent, failed, deferred)
    SELECT tenant_id, date_trunc('minute', now(), 'UTC'), 0, 1, 0, 0 FROM gone
    ON CONFLICT (tenant_id, minute, place) DO UPDATE SET sent = tally.sent + 1
)
SELECT count(*)::integer FROM gone
