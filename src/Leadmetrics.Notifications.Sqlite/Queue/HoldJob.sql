-- A mail waits until somebody settles it; the try counts.
UPDATE email_job
SET state = 2, attempt = attempt + 1, lease_until = NULL, worker = NULL, phase = 0, open = coalesce(@open, open)
WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1
