-- Held to the end of the transaction, so that a pooler in between or a lost connection leaves no lock behind.
-- The wait is the caller's to end, not a role's timeouts'.
SET LOCAL statement_timeout = 0;
SET LOCAL lock_timeout = 0;
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema, 0))
