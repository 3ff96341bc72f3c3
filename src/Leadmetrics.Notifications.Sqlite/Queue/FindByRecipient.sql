-- A step along a tenant's mails, the latest first: those that bear the recipient's mark (0), and those of which only the body tells (1).
SELECT id, recipients IS NULL
FROM email_message
WHERE tenant_id = @tenant AND id < @before AND id >= @end AND (recipients IS NULL OR instr(recipients, @mark) > 0)
ORDER BY id DESC
LIMIT @most
