-- Gives back what was taken in one piece of time, where it is still kept; where nothing is left of it, it goes.
DELETE FROM email_budget
WHERE tenant_id = @tenant AND scope = @scope AND span = @span AND bucket = @bucket AND used <= @used;
UPDATE email_budget
SET used = used - @used
WHERE tenant_id = @tenant AND scope = @scope AND span = @span AND bucket = @bucket
