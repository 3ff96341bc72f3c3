-- What came in since the steps before, and what they left: every table of the queue with a tenant_id stands here, but the tenant's own, which keeps its mail stopped.
WITH jobs AS (DELETE FROM {schema}.email_job WHERE tenant_id = @tenant),
     dead AS (DELETE FROM {schema}.email_dead WHERE tenant_id = @tenant),
     messages AS (DELETE FROM {schema}.email_message WHERE tenant_id = @tenant RETURNING 1),
     attempts AS (DELETE FROM {schema}.email_attempt WHERE tenant_id = @tenant),
     keys AS (DELETE FROM {schema}.email_idempotency WHERE tenant_id = @tenant),
     blobs AS (DELETE FROM {schema}.email_blob WHERE tenant_id = @tenant),
     breakers AS (DELETE FROM {schema}.email_breaker WHERE tenant_id = @tenant),
     tally AS (DELETE FROM {schema}.email_tally WHERE tenant_id = @tenant)
SELECT count(*) FROM messages
