-- A mail that a worker holds is done with.
DELETE FROM email_job
WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1
