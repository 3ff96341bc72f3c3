-- The tables that hold one day each, by their names.
SELECT day.relname::text
FROM pg_catalog.pg_inherits AS kin
JOIN pg_catalog.pg_class AS day ON day.oid = kin.inhrelid
WHERE kin.inhparent IN ('{schema}.email_message'::pg_catalog.regclass, '{schema}.email_attempt'::pg_catalog.regclass)
ORDER BY 1
