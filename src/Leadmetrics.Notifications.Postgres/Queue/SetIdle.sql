-- Written often, and worth nothing after a crash of the server: its commit waits for no disk.
INSERT INTO {schema}.email_wake AS w (worker, idle, seen_at)
SELECT @worker, @idle, pg_catalog.statement_timestamp()
FROM pg_catalog.set_config('synchronous_commit', 'off', true)
ON CONFLICT (worker) DO UPDATE SET idle = excluded.idle, seen_at = excluded.seen_at
