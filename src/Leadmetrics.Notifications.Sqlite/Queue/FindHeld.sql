-- A tenant's held mail by its Message-ID.
SELECT job.id
FROM email_job AS job
JOIN email_message AS m ON m.tenant_id = job.tenant_id AND m.id = job.id
WHERE job.tenant_id = @tenant AND job.state = 2 AND m.message_id = @message_id
LIMIT 1
