-- Takes the text out of a breaker, which stays; one that was opened anew meanwhile says something else.
UPDATE email_breaker
SET detail = NULL
WHERE tenant_id = @tenant AND account = @account AND detail = @detail
