-- What became of a tenant's mails: the first rows by key.
DELETE FROM email_event
WHERE rowid IN (SELECT rowid FROM email_event WHERE tenant_id = @tenant ORDER BY provider_id, event_id LIMIT @most)
