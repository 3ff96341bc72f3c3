-- History that is older than it is kept.
DELETE FROM email_attempt
WHERE rowid IN (SELECT rowid FROM email_attempt WHERE at < @before ORDER BY at LIMIT @most)
