UPDATE {schema}.email_dead SET detail = NULL WHERE tenant_id = @tenant AND id = ANY (@ids) AND detail IS NOT NULL
