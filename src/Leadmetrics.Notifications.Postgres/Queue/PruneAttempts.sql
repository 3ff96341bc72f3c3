-- Of days that nobody made room for.
WITH pruned AS (
    DELETE FROM {schema}.email_attempt_default WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_attempt_default WHERE at < now() - @kept LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
)
SELECT count(*) FROM pruned
