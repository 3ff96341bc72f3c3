-- A mail that was for nobody else, with all that tells of it. A worker that has it finds it gone.
WITH job AS (DELETE FROM {schema}.email_job WHERE tenant_id = @tenant AND id = @id),
     dead AS (DELETE FROM {schema}.email_dead WHERE tenant_id = @tenant AND id = @id),
     attempts AS (DELETE FROM {schema}.email_attempt WHERE tenant_id = @tenant AND mail_id = @id),
     message AS (DELETE FROM {schema}.email_message WHERE tenant_id = @tenant AND id = @id RETURNING 1)
SELECT count(*)::integer FROM message
