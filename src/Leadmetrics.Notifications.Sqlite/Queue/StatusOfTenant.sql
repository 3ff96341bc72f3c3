-- The counts of a tenant. Those of jobs come from one walk along the tenant's rows.
SELECT jobs.ready, jobs.scheduled, jobs.sending, jobs.held, jobs.oldest,
       (SELECT count(*) FROM email_dead WHERE tenant_id = @tenant),
       tally.sent, tally.failed,
       EXISTS (SELECT 1 FROM email_tenant WHERE tenant_id = @tenant AND paused_at IS NOT NULL)
FROM (SELECT count(*) FILTER (WHERE state IN (0, 3) AND run_at <= @now) AS ready, count(*) FILTER (WHERE state IN (0, 3) AND run_at > @now) AS scheduled,
             count(*) FILTER (WHERE state = 1) AS sending, count(*) FILTER (WHERE state = 2) AS held, min(run_at) FILTER (WHERE state IN (0, 3) AND run_at <= @now) AS oldest
      FROM email_job WHERE tenant_id = @tenant) AS jobs,
     (SELECT coalesce(sum(sent), 0) AS sent, coalesce(sum(failed), 0) AS failed FROM email_tally WHERE tenant_id = @tenant AND minute > @since) AS tally
