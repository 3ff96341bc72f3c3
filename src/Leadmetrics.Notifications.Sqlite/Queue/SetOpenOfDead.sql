-- Somebody would not be open any more.
UPDATE email_dead
SET open = @open
WHERE tenant_id = @tenant AND id = @id
