-- One host at a time makes and drops days; the others go on. Whoever waits for a table's lock holds up everybody behind him: so nobody waits long.
SET LOCAL lock_timeout = '250ms';
SET LOCAL statement_timeout = '5s';
-- A host that stands still between two statements must not keep a table's lock from all others: the server ends its connection.
SET LOCAL idle_in_transaction_session_timeout = '2s';
SELECT pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/queue-days', 0))
