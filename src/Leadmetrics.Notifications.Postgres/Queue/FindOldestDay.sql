-- The oldest day of which mail may be kept.
SELECT to_char(least(min(retain_day), (now() AT TIME ZONE 'UTC')::date, @oldest::date), 'YYYYMMDD')
FROM {schema}.email_message_default
