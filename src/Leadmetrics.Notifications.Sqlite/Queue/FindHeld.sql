-- Those of a tenant's held mails that bear one of these Message-IDs.
SELECT m.message_id, job.id
FROM email_job AS job
JOIN email_message AS m ON m.tenant_id = job.tenant_id AND m.id = job.id
WHERE job.tenant_id = @tenant AND job.state = 2 AND m.message_id IN (SELECT value FROM json_each(@message_ids))
