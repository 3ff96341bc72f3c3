-- A key whose mail waits still, or is dead and may be put back, keeps the mail from being queued twice, however old it is.
WITH pruned AS (
    DELETE FROM {schema}.email_idempotency WHERE ctid = ANY (ARRAY(
        SELECT k.ctid
        FROM {schema}.email_idempotency AS k
        WHERE k.created_at < now() - @kept
          AND NOT EXISTS (SELECT FROM {schema}.email_job AS job WHERE job.tenant_id = k.tenant_id AND job.id = k.mail_id)
          AND NOT EXISTS (SELECT FROM {schema}.email_dead AS dead WHERE dead.tenant_id = k.tenant_id AND dead.id = k.mail_id)
        ORDER BY k.created_at LIMIT @most FOR UPDATE OF k SKIP LOCKED))
    RETURNING 1
)
SELECT count(*) FROM pruned
