-- Mails over which a process crashed and that are due, the longest first; those of paused tenants are left out.
SELECT tenant_id, id, fence, lane, run_at, expires_at, attempt, crashes, on_uncertain, open, pinned
FROM email_job
WHERE state = 3 AND run_at <= @now
  AND NOT EXISTS (SELECT 1 FROM email_tenant AS t WHERE t.tenant_id = email_job.tenant_id AND t.paused_at IS NOT NULL)
ORDER BY run_at
