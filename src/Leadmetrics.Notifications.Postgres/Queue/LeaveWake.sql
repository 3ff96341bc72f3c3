DELETE FROM {schema}.email_wake WHERE worker = @worker
