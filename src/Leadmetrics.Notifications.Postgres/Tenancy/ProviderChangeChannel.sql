-- The channel that the trigger of this schema notifies.
SELECT 'lmn_providers_' || pg_catalog.to_hex(pg_catalog.hashtextextended(@schema, 0))
