-- Counts what was done in a minute.
INSERT INTO email_tally (tenant_id, minute, sent, failed, deferred)
VALUES (@tenant, @minute, @sent, @failed, @deferred)
ON CONFLICT (tenant_id, minute) DO UPDATE SET sent = sent + excluded.sent, failed = failed + excluded.failed, deferred = deferred + excluded.deferred
