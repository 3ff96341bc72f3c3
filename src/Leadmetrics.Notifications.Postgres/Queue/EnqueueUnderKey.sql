-- As Enqueue.sql, one mail under a key. The key comes first: where another transaction has just stored it, this waits for that one's end, and stores nothing if it commits (outcome 1:
-- what stands under the key is read by a statement of its own, whose snapshot shows it). Times that are refused (outcomes 3 to 5) leave the key alone; whoever asks then looks whether it is known.
WITH clock AS MATERIALIZED (
    SELECT at.now, greatest(at.now, @send_at) AS run_at
    FROM (SELECT pg_catalog.statement_timestamp() AS now) AS at
), times AS MATERIALIZED (
    SELECT now, run_at, coalesce(@expires_at, run_at + interval '72 hours') AS expires_at,
           (coalesce(@expires_at, run_at + interval '72 hours') AT TIME ZONE 'UTC')::date + 35 AS retain_day,
           CASE WHEN @send_at < now - interval '1 minute' THEN 3
                WHEN @send_at > now + interval '366 days' THEN 4
                WHEN @expires_at <= run_at THEN 5
                WHEN @expires_at > run_at + interval '30 days' THEN 6
                ELSE 0 END AS outcome
    FROM clock
), key AS (
    INSERT INTO {schema}.email_idempotency (tenant_id, key, mail_id, body_hash, created_at)
    SELECT @tenant, @key, @id, @body_hash, now
    FROM times
    WHERE outcome = 0
    ON CONFLICT DO NOTHING
    RETURNING mail_id
), message AS (
    INSERT INTO {schema}.email_message (tenant_id, id, retain_day, message_id, lane, date, queued_at, recipients, body)
    SELECT @tenant, key.mail_id, retain_day, @message_id, @lane, pg_catalog.date_trunc('second', run_at), now, @recipients, @body
    FROM key CROSS JOIN times
), job AS (
    INSERT INTO {schema}.email_job (tenant_id, id, retain_day, lane, state, run_at, expires_at, attempt, crashes, fence, phase, on_uncertain)
    SELECT @tenant, key.mail_id, retain_day, @lane, 0, run_at, expires_at, 0, 0, 0, 0, @on_uncertain
    FROM key CROSS JOIN times
)
SELECT CASE WHEN outcome = 0 AND NOT EXISTS (SELECT FROM key) THEN 1 ELSE outcome END,
       CASE WHEN EXISTS (SELECT FROM key) AND run_at = now AND EXISTS (SELECT FROM {schema}.email_wake WHERE idle)
            THEN pg_catalog.pg_notify('lmn_queue_' || pg_catalog.to_hex(pg_catalog.hashtextextended(@schema, 0)), '')::text END
FROM times
