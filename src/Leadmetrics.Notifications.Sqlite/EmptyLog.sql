-- Pages as they were before they were written anew stand in the log until it starts from its beginning.
PRAGMA wal_checkpoint(TRUNCATE)
