-- Mails whose leases ran out, the longest first.
SELECT tenant_id, id, fence, worker, crashes, phase, on_uncertain
FROM email_job
WHERE state = 1 AND lease_until <= @now
ORDER BY lease_until
LIMIT @most
