-- Whether a worker wants to be woken.
SELECT 1
FROM email_wake
WHERE idle = 1
LIMIT 1
