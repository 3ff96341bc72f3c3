-- Its fence goes on: who held it before it died writes nothing.
WITH put_back AS (
    DELETE FROM {schema}.email_dead WHERE tenant_id = @tenant AND id = ANY (@ids)
    RETURNING tenant_id, id, retain_day, lane, fence + 1 AS fence, on_uncertain, open
), jobs AS (
    INSERT INTO {schema}.email_job (tenant_id, id, retain_day, lane, state, run_at, expires_at, attempt, crashes, fence, phase, on_uncertain, open)
    SELECT tenant_id, id, retain_day, lane, 0, now(), now() + interval '72 hours', 0, 0, fence, 0, on_uncertain, open FROM put_back
), noted AS (
    INSERT INTO {schema}.email_attempt (tenant_id, mail_id, at, fence, worker, outcome, duration_ms)
    SELECT tenant_id, id, now(), fence, @worker, @outcome, 0 FROM put_back
)
SELECT count(*)::integer FROM put_back
