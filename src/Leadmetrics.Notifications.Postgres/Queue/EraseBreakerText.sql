-- One that was opened anew meanwhile says something else.
UPDATE {schema}.email_breaker SET detail = NULL WHERE tenant_id = @tenant AND account = @account AND detail = @detail
