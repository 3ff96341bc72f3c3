-- A lease ran out: the mail goes back, is claimed by itself from now on, or is held.
UPDATE email_job
SET state = @state, crashes = min(crashes + 1, 3), lease_until = NULL, worker = NULL, phase = 0
WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1
