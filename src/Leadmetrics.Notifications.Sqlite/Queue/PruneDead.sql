-- Dead letters that are older than they are kept.
DELETE FROM email_dead
WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM email_dead WHERE died_at < @before ORDER BY died_at LIMIT @most)
