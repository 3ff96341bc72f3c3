-- A mail is tried again later, and the try counts. Whoever said so did not crash over it.
UPDATE email_job
SET state = 0, run_at = @run_at, attempt = attempt + 1, crashes = 0, lease_until = NULL, worker = NULL, phase = 0, open = coalesce(@open, open), pinned = coalesce(@pinned, pinned)
WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1
