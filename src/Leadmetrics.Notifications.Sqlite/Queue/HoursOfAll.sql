-- What was done by all tenants together, by hours; hours in which nothing was are left out.
SELECT minute - minute % 3600000000 AS hour, sum(sent), sum(failed), sum(deferred)
FROM email_tally
WHERE minute >= @since
GROUP BY hour
