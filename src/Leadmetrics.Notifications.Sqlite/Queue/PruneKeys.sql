-- Keys that are older than they are kept; one whose mail waits still, or is dead and may be put back, stays.
DELETE FROM email_idempotency
WHERE (tenant_id, key) IN (
    SELECT k.tenant_id, k.key
    FROM email_idempotency AS k
    WHERE k.created_at < @before
      AND NOT EXISTS (SELECT 1 FROM email_job AS job WHERE job.tenant_id = k.tenant_id AND job.id = k.mail_id)
      AND NOT EXISTS (SELECT 1 FROM email_dead AS dead WHERE dead.tenant_id = k.tenant_id AND dead.id = k.mail_id)
    ORDER BY k.created_at
    LIMIT @most)
