-- Keeps what is queued.
INSERT INTO email_message (tenant_id, id, retain_day, message_id, lane, date, queued_at, recipients, body)
VALUES (@tenant, @id, @retain_day, @message_id, @lane, @date, @now, @recipients, @body)
