-- Makes a lease last.
UPDATE email_job
SET lease_until = @until
WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1
