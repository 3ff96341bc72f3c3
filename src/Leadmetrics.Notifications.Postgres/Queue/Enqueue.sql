-- Mails without keys: times by the database's clock, messages, jobs and, where a worker sleeps, its waking, in one statement. Nothing is stored of a mail whose outcome is not 0 (EnqueueOutcome).
WITH mails AS MATERIALIZED (
    SELECT mail.*, clock.now, clock.run_at, ends.expires_at, (ends.expires_at AT TIME ZONE 'UTC')::date + 35 AS retain_day,
           CASE WHEN mail.send_at < clock.now - interval '1 minute' THEN 3
                WHEN mail.send_at > clock.now + interval '366 days' THEN 4
                WHEN mail.given_end <= clock.run_at THEN 5
                WHEN mail.given_end > clock.run_at + interval '30 days' THEN 6
                ELSE 0 END AS outcome
    FROM unnest(@places, @tenants, @ids, @message_ids, @lanes, @send_ats, @expires_ats, @on_uncertains, @recipients, @bodies)
             AS mail (place, tenant_id, id, message_id, lane, send_at, given_end, on_uncertain, recipients, body)
    CROSS JOIN LATERAL (SELECT pg_catalog.statement_timestamp() AS now, greatest(pg_catalog.statement_timestamp(), mail.send_at) AS run_at) AS clock
    CROSS JOIN LATERAL (SELECT coalesce(mail.given_end, clock.run_at + interval '72 hours') AS expires_at) AS ends
), message AS (
    INSERT INTO {schema}.email_message (tenant_id, id, retain_day, message_id, lane, date, queued_at, recipients, body)
    SELECT tenant_id, id, retain_day, message_id, lane, pg_catalog.date_trunc('second', run_at), now, recipients, body
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
