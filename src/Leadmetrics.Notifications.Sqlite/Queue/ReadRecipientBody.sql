-- Whom a mail is for that bears no marks; of one whose body is larger than what may be read, its size alone.
SELECT length(body), CASE WHEN length(body) <= @most THEN body END FROM email_message WHERE tenant_id = @tenant AND id = @id
