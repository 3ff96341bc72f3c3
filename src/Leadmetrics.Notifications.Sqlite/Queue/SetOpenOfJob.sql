-- Somebody is not open any more.
UPDATE email_job
SET open = @open
WHERE tenant_id = @tenant AND id = @id
