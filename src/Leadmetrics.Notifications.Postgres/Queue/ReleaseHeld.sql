-- A held mail had not arrived: it goes out through any account. One whose time is over while it was held gets the time of a dead letter that is put back.
WITH put_back AS (
    UPDATE {schema}.email_job
    SET state = 0, run_at = now(), crashes = 0, phase = 0, pinned = NULL,
        expires_at = CASE WHEN expires_at <= now() THEN now() + interval '72 hours' ELSE expires_at END
    WHERE tenant_id = @tenant AND id = @id AND state = 2
    RETURNING tenant_id, id, fence
), noted AS (
    INSERT INTO {schema}.email_attempt (tenant_id, mail_id, at, fence, worker, outcome, duration_ms)
    SELECT tenant_id, id, now(), fence, @worker, @outcome, 0 FROM put_back
)
SELECT count(*)::integer FROM put_back
