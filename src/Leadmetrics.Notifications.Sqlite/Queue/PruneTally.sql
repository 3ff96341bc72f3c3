-- Counts that nobody asks for any more.
DELETE FROM email_tally
WHERE (tenant_id, minute) IN (SELECT tenant_id, minute FROM email_tally WHERE minute < @before ORDER BY minute LIMIT @most)
