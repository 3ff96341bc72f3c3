-- Before a claim, as a statement of its own: the claim's snapshot comes after the lock, which whoever pauses a tenant takes for himself alone. Behind the commit of a pause nothing is claimed.
-- The plan is the same for every claim, whatever the counts of the tables were when it was made: along the indexes, tenant by tenant, never the whole of anything.
SELECT pg_catalog.set_config('enable_seqscan', 'off', true),
       pg_catalog.set_config('enable_bitmapscan', 'off', true),
       pg_catalog.set_config('enable_sort', 'off', true),
       pg_catalog.set_config('enable_incremental_sort', 'off', true),
       pg_catalog.set_config('enable_hashjoin', 'off', true),
       pg_catalog.set_config('enable_mergejoin', 'off', true),
       pg_catalog.set_config('enable_material', 'off', true),
       pg_catalog.set_config('jit', 'off', true),
       pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true),
       pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/queue', 0))::text
