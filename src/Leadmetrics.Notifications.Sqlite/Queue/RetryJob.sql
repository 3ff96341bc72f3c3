-- A mail is tried again later, and the try counts. Whoever said so did not crash over it.
-- Whoever was erased meanwhile does not come back.
UPDATE email_job
SET state = 0, run_at = @run_at, attempt = attempt + 1, crashes = 0, lease_until = NULL, worker = NULL, phase = 0,
    open = CASE WHEN @open IS NULL THEN open WHEN open IS NULL THEN @open
        ELSE (SELECT json_group_array(o.value) FROM json_each(@open) AS o WHERE o.value IN (SELECT was.value FROM json_each(email_job.open) AS was)) END,
    pinned = coalesce(@pinned, pinned)
WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1
