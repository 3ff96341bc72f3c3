-- Contents that no mail of any day that is kept refers to. One that is wanted again at this moment is left; one that goes in part is stored anew by whoever wants it.
WITH pruned AS (
    DELETE FROM {schema}.email_blob WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_blob WHERE retain_day < @oldest::date ORDER BY retain_day LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
)
SELECT count(*) FROM pruned
