-- Runs under the advisory lock.
CREATE SCHEMA {schema}
