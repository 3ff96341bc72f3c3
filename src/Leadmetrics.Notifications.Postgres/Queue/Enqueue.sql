-- Mails without keys: times by the database's clock, messages, jobs and, where a worker sleeps, its waking, in one statement. Nothing is stored of a mail whose outcome is not 0 (EnqueueOutcome).
WITH clock AS MATERIALIZED (
    SELECT pg_catalog.statement_timestamp() AS now
), given AS MATERIALIZED (
    SELECT mail.*, clock.now, greatest(clock.now, mail.send_at) AS run_at
    FROM unnest(@places, @tenants, @ids, @message_ids, @lanes, @send_ats, @expires_ats, @on_uncertains, @bodies)
             AS mail (place, tenant_id, id, message_id, lane, send_at, given_end, on_uncertain, body)
    CROSS JOIN clock
), mails AS MATERIALIZED (
    SELECT given.*, coalesce(given_end, run_at + interval '72 hours') AS expires_at,
           (coalesce(given_end, run_at + interval '72 hours') AT TIME ZONE 'UTC')::date + 35 AS retain_day,
           CASE WHEN send_at < now - interval '1 minute' THEN 3
                WHEN send_at > now + interval '366 days' THEN 4
                WHEN given_end <= run_at THEN 5
                WHEN given_end > run_at + interval '30 days' THEN 6
                ELSE 0 END AS outcome
    FROM given
), message AS (
    INSERT INTO {schema}.email_message (tenant_id, id, retain_day, message_id, lane, date, queued_at, body)
    SELECT tenant_id, id, retain_day, message_id, lane, pg_catalog.date_trunc('second', run_at), now, body
    FROM mails
    WHERE outcome = 0
), job AS (
    INSERT INTO {schema}.email_job (tenant_id, id, retain_day, lane, state, run_at, expires_at, attempt, crashes, fence, phase, on_uncertain)
    SELECT tenant_id, id, retain_day, lane, 0, run_at, expires_at, 0, 0, 0, 0, on_uncertain
    FROM mails
    WHERE outcome = 0
)
SELECT place, outcome,
       (SELECT pg_catalog.pg_notify('lmn_queue_' || pg_catalog.to_hex(pg_catalog.hashtextextended(@schema, 0)), '')::text
        WHERE EXISTS (SELECT FROM {schema}.email_wake WHERE idle) AND EXISTS (SELECT FROM mails AS due WHERE due.outcome = 0 AND due.run_at = due.now))
FROM mails
