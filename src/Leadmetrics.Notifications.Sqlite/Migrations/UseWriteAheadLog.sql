-- Readers and the one writer do not wait for each other. Stays with the file; answers the mode that is in force now.
PRAGMA journal_mode = WAL
