-- Notes a migration in the transaction that applied it; the database's clock says when.
INSERT INTO {schema}.schema_migration (version, name, checksum, requires)
VALUES (@version, @name, @checksum, @requires)
RETURNING applied_at
