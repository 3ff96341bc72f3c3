-- Gives back what was taken in one piece of time, where it is still kept.
UPDATE email_budget
SET used = max(used - @used, 0)
WHERE tenant_id = @tenant AND scope = @scope AND span = @span AND bucket = @bucket
