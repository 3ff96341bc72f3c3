-- A mail goes back as it was: at once in its place, a suspect as a suspect.
UPDATE email_job
SET state = iif(crashes > 1, 3, 0), run_at = coalesce(@run_at, run_at), lease_until = NULL, worker = NULL, phase = 0
WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1
