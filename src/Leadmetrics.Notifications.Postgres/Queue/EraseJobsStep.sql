-- Of what is to be sent, a step by key; what somebody holds at the moment is left to the last statement. A worker that has one of them finds it gone.
WITH jobs AS (
    DELETE FROM {schema}.email_job WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_job WHERE tenant_id = @tenant ORDER BY tenant_id, id LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
), dead AS (
    DELETE FROM {schema}.email_dead WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_dead WHERE tenant_id = @tenant ORDER BY tenant_id, id LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
)
SELECT (SELECT count(*) FROM jobs), (SELECT count(*) FROM dead)
