UPDATE {schema}.email_job SET phase = 1 WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1 RETURNING 1
