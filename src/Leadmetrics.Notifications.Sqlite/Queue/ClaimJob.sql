-- Gives a mail to a worker.
UPDATE email_job
SET state = 1, fence = fence + 1, lease_until = @until, worker = @worker, phase = 0
WHERE tenant_id = @tenant AND id = @id
