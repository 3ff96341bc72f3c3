-- Writes down that a mail is about to pass the point of no return.
UPDATE email_job
SET phase = 1
WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1
