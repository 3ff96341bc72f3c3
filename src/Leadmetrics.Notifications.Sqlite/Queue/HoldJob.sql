-- A mail waits until somebody settles it; the try counts.
-- Whoever was erased meanwhile does not come back.
UPDATE email_job
SET state = 2, attempt = attempt + 1, lease_until = NULL, worker = NULL, phase = 0,
    open = CASE WHEN @open IS NULL THEN open WHEN open IS NULL THEN @open
        ELSE (SELECT json_group_array(o.value) FROM json_each(@open) AS o WHERE o.value IN (SELECT was.value FROM json_each(email_job.open) AS was)) END
WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1
