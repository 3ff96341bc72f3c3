-- The channel that mail is announced on; made of the schema's name, so that two installations in one database do not wake each other.
SELECT 'lmn_queue_' || pg_catalog.to_hex(pg_catalog.hashtextextended(@schema, 0))
