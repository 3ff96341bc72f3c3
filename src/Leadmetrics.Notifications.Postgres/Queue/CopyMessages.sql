COPY {schema}.email_message (tenant_id, id, retain_day, message_id, lane, date, queued_at, recipients, body) FROM STDIN (FORMAT binary)
