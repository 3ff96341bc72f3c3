-- What is leased is told by lease_until, as in LockJobs.sql.
UPDATE {schema}.email_job SET phase = 1 WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND lease_until IS NOT NULL RETURNING 1
