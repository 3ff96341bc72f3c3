-- Days of which the default partition holds more than can be moved while its lock is held.
SELECT to_char(retain_day, 'YYYYMMDD')
FROM {schema}.email_message_default
GROUP BY retain_day
HAVING count(*) > @rows OR sum(octet_length(body)) > @octets
