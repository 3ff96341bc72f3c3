-- The counts of all tenants together; what a paused tenant has waiting is no lag.
SELECT jobs.ready, jobs.scheduled, jobs.sending, jobs.held, jobs.oldest,
       (SELECT count(*) FROM email_dead),
       tally.sent, tally.failed,
       EXISTS (SELECT 1 FROM email_tenant WHERE paused_at IS NOT NULL)
FROM (SELECT count(*) FILTER (WHERE state IN (0, 3) AND run_at <= @now) AS ready, count(*) FILTER (WHERE state IN (0, 3) AND run_at > @now) AS scheduled,
             count(*) FILTER (WHERE state = 1) AS sending, count(*) FILTER (WHERE state = 2) AS held, min(run_at) FILTER (WHERE state IN (0, 3) AND run_at <= @now AND tenant_id NOT IN (SELECT tenant_id FROM email_tenant WHERE paused_at IS NOT NULL)) AS oldest
      FROM email_job) AS jobs,
     (SELECT coalesce(sum(sent), 0) AS sent, coalesce(sum(failed), 0) AS failed FROM email_tally WHERE minute > @since) AS tally
