-- Where contents wait for the write lock, seen by this connection alone.
CREATE TEMP TABLE IF NOT EXISTS staged_blob (
    sha256 BLOB    NOT NULL,
    piece  INTEGER NOT NULL,
    data   BLOB    NOT NULL,
    PRIMARY KEY (sha256, piece)
) STRICT
