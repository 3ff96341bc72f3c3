-- A mail, and where it stands: in the queue, dead, or settled (neither).
SELECT m.message_id, m.lane, m.queued_at, job.state, job.run_at, job.expires_at, coalesce(job.attempt, dead.attempt), dead.id IS NOT NULL
FROM email_message AS m
LEFT JOIN email_job AS job ON job.tenant_id = m.tenant_id AND job.id = m.id
LEFT JOIN email_dead AS dead ON dead.tenant_id = m.tenant_id AND dead.id = m.id
WHERE m.tenant_id = @tenant AND m.id = @id
