-- What was queued.
SELECT message_id, date, body
FROM email_message
WHERE tenant_id = @tenant AND id = @id
