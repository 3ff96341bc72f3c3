SELECT m.message_id, job.id
FROM {schema}.email_job AS job
JOIN {schema}.email_message AS m ON m.tenant_id = job.tenant_id AND m.id = job.id AND m.retain_day = job.retain_day
WHERE job.tenant_id = @tenant AND job.state = 2 AND m.message_id = ANY (@message_ids)
