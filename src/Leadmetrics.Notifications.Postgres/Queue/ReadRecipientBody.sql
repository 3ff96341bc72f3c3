-- Whom a mail is for that bears no marks; of one whose body is larger than what may be read, its size alone.
SELECT octet_length(body), CASE WHEN octet_length(body) <= @most THEN body END FROM {schema}.email_message WHERE tenant_id = @tenant AND id = @id LIMIT 1
