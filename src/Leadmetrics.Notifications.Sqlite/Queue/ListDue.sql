-- The first mails of one lane of a tenant that are due.
SELECT tenant_id, id, fence, lane, run_at, expires_at, attempt, crashes, on_uncertain, open, pinned
FROM email_job
WHERE state = 0 AND tenant_id = @tenant AND lane = @lane AND run_at <= @now
ORDER BY run_at, id
LIMIT @most
