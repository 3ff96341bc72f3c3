-- What was applied, in order.
SELECT version, name, checksum, requires, applied_at
FROM {schema}.schema_migration
ORDER BY version
