-- A step of what may be much, the first rows by key, so that none is found by reading a whole table. What somebody else holds at the moment is left to EraseTenant.
WITH events AS (
    DELETE FROM {schema}.email_event WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_event WHERE tenant_id = @tenant ORDER BY tenant_id, provider_id, event_id LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
), recipients AS (
    DELETE FROM {schema}.email_recipient WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_recipient WHERE tenant_id = @tenant ORDER BY tenant_id, message_id, provider_id, recipient LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
), suppressions AS (
    DELETE FROM {schema}.email_suppression WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_suppression WHERE tenant_id = @tenant ORDER BY tenant_id, address, reason LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
)
SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM recipients), (SELECT count(*) FROM suppressions)
