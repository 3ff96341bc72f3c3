-- Only while a worker sleeps: commits that notify wait for each other.
SELECT pg_catalog.pg_notify('lmn_queue_' || pg_catalog.to_hex(pg_catalog.hashtextextended(@schema, 0)), '')::text
WHERE EXISTS (SELECT FROM {schema}.email_wake WHERE idle)
