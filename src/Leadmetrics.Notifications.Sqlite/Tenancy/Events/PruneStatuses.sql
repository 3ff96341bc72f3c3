-- The statuses that were heard of last the longest ago.
DELETE FROM email_recipient
WHERE rowid IN (SELECT rowid FROM email_recipient WHERE heard_at < @received_before ORDER BY heard_at LIMIT @most)
