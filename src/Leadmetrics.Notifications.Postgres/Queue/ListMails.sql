-- Mails for a list, and where each stands: in the queue, dead, or settled (neither); then how often each was tried, and the last try without its recipients.
SELECT m.id, m.message_id, m.lane, m.queued_at, job.state, job.run_at, job.run_at <= now(), job.expires_at, coalesce(job.attempt, dead.attempt), dead.id IS NOT NULL
FROM {schema}.email_message AS m
LEFT JOIN {schema}.email_job AS job ON job.tenant_id = m.tenant_id AND job.id = m.id
LEFT JOIN {schema}.email_dead AS dead ON dead.tenant_id = m.tenant_id AND dead.id = m.id
WHERE m.tenant_id = @tenant AND m.id = ANY (@ids);
SELECT last.*
FROM unnest(@ids) AS given (id)
CROSS JOIN LATERAL (
    SELECT outcome, at, fence, worker, account, provider, kind, phase, code, enhanced_code, detail, provider_message_id, NULL::json, duration_ms, mail_id, count(*) FILTER (WHERE outcome <= @counted) OVER () AS tries
    FROM {schema}.email_attempt
    WHERE tenant_id = @tenant AND mail_id = given.id
    ORDER BY at DESC, fence DESC, outcome DESC
    LIMIT 1
) AS last
