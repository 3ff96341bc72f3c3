-- In one snapshot a mail that is not settled is live or dead.
WITH erased AS (
    DELETE FROM {schema}.email_message AS m
    WHERE m.tenant_id = @tenant AND m.id = @id
      AND NOT EXISTS (SELECT FROM {schema}.email_job AS job WHERE job.tenant_id = m.tenant_id AND job.id = m.id)
      AND NOT EXISTS (SELECT FROM {schema}.email_dead AS dead WHERE dead.tenant_id = m.tenant_id AND dead.id = m.id)
    RETURNING 1
)
SELECT count(*)::integer FROM erased
