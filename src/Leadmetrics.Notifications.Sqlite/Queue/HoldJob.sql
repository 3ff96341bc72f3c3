-- A mail waits until somebody settles it.
UPDATE email_job
SET state = 2, lease_until = NULL, worker = NULL, open = coalesce(@open, open)
WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1
