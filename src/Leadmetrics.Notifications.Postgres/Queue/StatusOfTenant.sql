-- Each count walks along the partial index of its state; leased mails are few, and the tenant's others are not looked at for them (|| '').
SELECT ready.due + suspect.due, ready.later + suspect.later,
       (SELECT count(*) FROM {schema}.email_job WHERE state = 1 AND tenant_id || '' = @tenant),
       (SELECT count(*) FROM {schema}.email_job WHERE state = 2 AND tenant_id = @tenant),
       (SELECT count(*) FROM {schema}.email_dead WHERE tenant_id = @tenant),
       tally.sent, tally.failed,
       now() - least(ready.oldest, suspect.oldest),
       EXISTS (SELECT FROM {schema}.email_tenant WHERE tenant_id = @tenant AND paused_at IS NOT NULL)
FROM (SELECT count(*) FILTER (WHERE run_at <= now()) AS due, count(*) FILTER (WHERE run_at > now()) AS later, min(run_at) FILTER (WHERE run_at <= now()) AS oldest
      FROM {schema}.email_job WHERE state = 0 AND tenant_id = @tenant) AS ready,
     (SELECT count(*) FILTER (WHERE run_at <= now()) AS due, count(*) FILTER (WHERE run_at > now()) AS later, min(run_at) FILTER (WHERE run_at <= now()) AS oldest
      FROM {schema}.email_job WHERE state = 3 AND tenant_id = @tenant) AS suspect,
     (SELECT coalesce(sum(sent), 0)::bigint AS sent, coalesce(sum(failed), 0)::bigint AS failed
      FROM {schema}.email_tally WHERE tenant_id = @tenant AND minute > date_trunc('minute', now(), 'UTC') - interval '60 minutes') AS tally
