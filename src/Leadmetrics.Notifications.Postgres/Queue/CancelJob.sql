-- Where a claim is quicker, its state is seen when the row's lock comes free.
WITH gone AS (
    DELETE FROM {schema}.email_job WHERE tenant_id = @tenant AND id = @id AND state <> 1
    RETURNING tenant_id, id, fence
), noted AS (
    INSERT INTO {schema}.email_attempt (tenant_id, mail_id, at, fence, worker, outcome, duration_ms)
    SELECT tenant_id, id, now(), fence, @worker, @outcome, 0 FROM gone
)
SELECT count(*)::integer FROM gone
