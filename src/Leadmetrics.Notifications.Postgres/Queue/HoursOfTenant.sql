-- The hours, the oldest first, with what was done in each.
SELECT hours.hour, coalesce(counted.sent, 0)::bigint, coalesce(counted.failed, 0)::bigint, coalesce(counted.deferred, 0)::bigint
FROM generate_series(date_trunc('hour', now(), 'UTC') - (@hours - 1) * interval '1 hour', date_trunc('hour', now(), 'UTC'), interval '1 hour') AS hours (hour)
LEFT JOIN (SELECT date_trunc('hour', minute, 'UTC') AS hour, sum(sent) AS sent, sum(failed) AS failed, sum(deferred) AS deferred
           FROM {schema}.email_tally
           WHERE tenant_id = @tenant AND minute >= date_trunc('hour', now(), 'UTC') - (@hours - 1) * interval '1 hour'
           GROUP BY 1) AS counted ON counted.hour = hours.hour
ORDER BY hours.hour
