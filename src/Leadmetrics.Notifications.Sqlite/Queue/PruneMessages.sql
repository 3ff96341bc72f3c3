-- Mails whose day is past and that nothing live or dead refers to.
DELETE FROM email_message
WHERE rowid IN (
    SELECT m.rowid
    FROM email_message AS m
    WHERE m.retain_day < @day
      AND NOT EXISTS (SELECT 1 FROM email_job AS job WHERE job.tenant_id = m.tenant_id AND job.id = m.id)
      AND NOT EXISTS (SELECT 1 FROM email_dead AS dead WHERE dead.tenant_id = m.tenant_id AND dead.id = m.id)
    LIMIT @most)
