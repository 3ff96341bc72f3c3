-- What was done by a tenant, by hours; hours in which nothing was are left out.
SELECT minute - minute % 3600000000 AS hour, sum(sent), sum(failed), sum(deferred)
FROM email_tally
WHERE tenant_id = @tenant AND minute >= @since
GROUP BY hour
