-- Takes the text out of a dead letter, which stays.
UPDATE email_dead
SET detail = NULL
WHERE tenant_id = @tenant AND id = @id AND detail = @detail
