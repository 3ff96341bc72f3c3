-- A dead letter is none any more.
DELETE FROM email_dead
WHERE tenant_id = @tenant AND id = @id
