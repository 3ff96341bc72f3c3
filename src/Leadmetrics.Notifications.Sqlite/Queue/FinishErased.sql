-- A mail of whose recipients that a worker says are open none is any more is done with.
DELETE FROM email_job
WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1
  AND NOT EXISTS (SELECT 1 FROM json_each(@open) AS o WHERE email_job.open IS NULL OR o.value IN (SELECT was.value FROM json_each(email_job.open) AS was))
