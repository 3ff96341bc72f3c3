-- Notes a migration in the transaction that applied it.
INSERT INTO schema_migration (version, name, checksum, requires, applied_at)
VALUES (@version, @name, @checksum, @requires, @applied_at)
