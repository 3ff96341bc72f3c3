-- What somebody else holds at the moment is left to the next call.
DELETE FROM {schema}.email_suppression WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM {schema}.email_suppression WHERE expires_at < @ended_before ORDER BY expires_at LIMIT @most FOR UPDATE SKIP LOCKED))
