-- Says whether a worker wants to be woken, and that it lives.
INSERT INTO email_wake (worker, idle, seen_at)
VALUES (@worker, @idle, @now)
ON CONFLICT (worker) DO UPDATE SET idle = excluded.idle, seen_at = excluded.seen_at
