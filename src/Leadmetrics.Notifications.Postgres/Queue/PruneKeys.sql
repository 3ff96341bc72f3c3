WITH pruned AS (
    DELETE FROM {schema}.email_idempotency WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_idempotency WHERE created_at < now() - @kept ORDER BY created_at LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
)
SELECT count(*) FROM pruned
