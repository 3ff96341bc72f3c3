-- A held mail had not arrived: it goes out through any account. One whose time is over while it was held gets the time of a dead letter that is put back.
UPDATE email_job
SET state = 0, run_at = @now, crashes = 0, phase = 0, pinned = NULL, expires_at = iif(expires_at <= @now, @expires_at, expires_at)
WHERE tenant_id = @tenant AND id = @id AND state = 2
