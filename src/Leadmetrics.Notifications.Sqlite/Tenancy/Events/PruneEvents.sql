-- The oldest events.
DELETE FROM email_event
WHERE rowid IN (SELECT rowid FROM email_event WHERE received_at < @received_before ORDER BY received_at LIMIT @most)
