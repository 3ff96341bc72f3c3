-- Asked first, because CREATE SCHEMA IF NOT EXISTS wants the right to create schemas even where there is nothing to create.
SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = @schema)
