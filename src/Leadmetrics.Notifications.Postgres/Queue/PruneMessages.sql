-- Of days that nobody made room for: those to which nothing refers any more.
WITH pruned AS (
    DELETE FROM {schema}.email_message_default WHERE ctid = ANY (ARRAY(
        SELECT m.ctid
        FROM {schema}.email_message_default AS m
        WHERE m.retain_day < (now() AT TIME ZONE 'UTC')::date
          AND NOT EXISTS (SELECT FROM {schema}.email_dead AS dead WHERE dead.tenant_id = m.tenant_id AND dead.id = m.id)
          AND NOT EXISTS (SELECT FROM {schema}.email_job AS job WHERE job.tenant_id = m.tenant_id AND job.id = m.id)
        LIMIT @most FOR UPDATE OF m SKIP LOCKED))
    RETURNING 1
)
SELECT count(*) FROM pruned
