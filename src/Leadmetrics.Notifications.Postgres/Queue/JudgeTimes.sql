-- What the times of many mails come to by the database's clock; the same rules as in Enqueue.sql.
SELECT CASE WHEN @send_at < now - interval '1 minute' THEN 3
            WHEN @send_at > now + interval '366 days' THEN 4
            WHEN @expires_at <= greatest(now, @send_at) THEN 5
            WHEN @expires_at > greatest(now, @send_at) + interval '30 days' THEN 6
            ELSE 0 END,
       now, greatest(now, @send_at), expires_at, (expires_at AT TIME ZONE 'UTC')::date + 35, pg_catalog.date_trunc('second', greatest(now, @send_at))
FROM (SELECT pg_catalog.statement_timestamp() AS now) AS clock
CROSS JOIN LATERAL (SELECT coalesce(@expires_at, greatest(now, @send_at) + interval '72 hours') AS expires_at) AS ends
