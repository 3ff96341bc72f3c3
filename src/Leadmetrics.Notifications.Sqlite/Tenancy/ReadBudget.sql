-- What is kept of one scope; the write lock is held.
SELECT span, bucket, used
FROM email_budget
WHERE tenant_id = @tenant AND scope = @scope
