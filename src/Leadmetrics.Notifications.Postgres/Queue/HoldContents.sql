-- In a mail's transaction, before it: an erasure that removes contents of the tenant is waited for, and waits for this transaction's end. How many of the contents are there, in a statement of its own.
SELECT pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/contents/' || @tenant, 0));
SELECT count(*) FROM {schema}.email_blob WHERE tenant_id = @tenant AND piece = 0 AND sha256 = ANY (@contents)
