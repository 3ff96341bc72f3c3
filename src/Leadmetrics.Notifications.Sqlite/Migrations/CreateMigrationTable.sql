-- What was applied. requires: a program that knows fewer migrations than this number cannot work with the file any more.
CREATE TABLE IF NOT EXISTS schema_migration (
    version    INTEGER NOT NULL PRIMARY KEY CHECK (version >= 1),
    name       TEXT    NOT NULL,
    checksum   TEXT    NOT NULL,
    requires   INTEGER NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT
