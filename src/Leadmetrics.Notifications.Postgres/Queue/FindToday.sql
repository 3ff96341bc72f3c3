-- The day by the database's clock, the last one whose history is over, and whether this user may make and drop tables of days.
SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD'),
       to_char((now() - @history) AT TIME ZONE 'UTC' - interval '1 day', 'YYYYMMDD'),
       pg_catalog.has_schema_privilege(space.oid, 'CREATE')
       AND (SELECT bool_and(pg_catalog.pg_has_role(parent.relowner, 'USAGE'))
            FROM pg_catalog.pg_class AS parent WHERE parent.relnamespace = space.oid AND parent.relname IN ('email_message', 'email_attempt'))
FROM pg_catalog.pg_namespace AS space
WHERE space.nspname = @schema
