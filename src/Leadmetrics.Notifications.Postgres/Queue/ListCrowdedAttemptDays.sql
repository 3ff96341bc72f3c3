-- Days of which the default partition holds more than can be moved while its lock is held.
SELECT to_char(at AT TIME ZONE 'UTC', 'YYYYMMDD')
FROM {schema}.email_attempt_default
GROUP BY 1
HAVING count(*) > @rows
