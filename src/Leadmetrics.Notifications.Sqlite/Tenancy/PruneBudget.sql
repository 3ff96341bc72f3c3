-- Removes what counts no more.
DELETE FROM email_budget
WHERE tenant_id = @tenant AND scope = @scope AND span = @span AND bucket = @bucket
