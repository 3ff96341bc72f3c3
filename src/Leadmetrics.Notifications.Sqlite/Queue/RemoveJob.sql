-- A mail that no worker holds is out of the queue.
DELETE FROM email_job
WHERE tenant_id = @tenant AND id = @id AND state <> 1
