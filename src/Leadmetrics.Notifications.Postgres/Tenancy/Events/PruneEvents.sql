-- What somebody else holds at the moment is left to the next call, so that nobody waits for another the other way round. By places in the table, which are
-- found by age: a join would read all of it.
WITH events AS (
    DELETE FROM {schema}.email_event WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_event WHERE received_at < @received_before ORDER BY received_at LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
), statuses AS (
    DELETE FROM {schema}.email_recipient WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_recipient WHERE heard_at < @received_before ORDER BY heard_at LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
)
SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM statuses)
