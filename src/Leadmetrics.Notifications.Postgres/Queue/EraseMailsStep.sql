-- A step by key of bodies, history, keys, contents and counts. Of bodies and history by their mails' ids, for a place is one of a partition's alone.
WITH mails AS MATERIALIZED (
    SELECT id FROM {schema}.email_message WHERE tenant_id = @tenant ORDER BY tenant_id, id LIMIT @most
), tried AS MATERIALIZED (
    SELECT mail_id FROM {schema}.email_attempt WHERE tenant_id = @tenant ORDER BY tenant_id, mail_id LIMIT @most
), messages AS (
    DELETE FROM {schema}.email_message WHERE tenant_id = @tenant AND id = ANY (ARRAY(SELECT id FROM mails))
), attempts AS (
    DELETE FROM {schema}.email_attempt WHERE tenant_id = @tenant AND mail_id = ANY (ARRAY(SELECT DISTINCT mail_id FROM tried))
), keys AS (
    DELETE FROM {schema}.email_idempotency WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_idempotency WHERE tenant_id = @tenant ORDER BY tenant_id, key LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
), blobs AS (
    DELETE FROM {schema}.email_blob WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_blob WHERE tenant_id = @tenant ORDER BY tenant_id, sha256, piece LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
), tally AS (
    DELETE FROM {schema}.email_tally WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {schema}.email_tally WHERE tenant_id = @tenant ORDER BY tenant_id, minute, place LIMIT @most FOR UPDATE SKIP LOCKED))
    RETURNING 1
)
SELECT (SELECT count(*) FROM mails), (SELECT count(*) FROM tried), (SELECT count(*) FROM keys), (SELECT count(*) FROM blobs), (SELECT count(*) FROM tally)
