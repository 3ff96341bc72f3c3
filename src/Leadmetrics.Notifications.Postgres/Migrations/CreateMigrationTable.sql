-- What was applied. requires: a program that knows fewer migrations than this number cannot work with the schema any more.
CREATE TABLE IF NOT EXISTS {schema}.schema_migration (
    version    integer     NOT NULL PRIMARY KEY CHECK (version >= 1),
    name       text        NOT NULL,
    checksum   text        NOT NULL,
    requires   integer     NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
)
