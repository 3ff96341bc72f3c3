-- The entries that ended the longest ago.
DELETE FROM email_suppression
WHERE rowid IN (SELECT rowid FROM email_suppression WHERE expires_at < @ended_before ORDER BY expires_at LIMIT @most)
