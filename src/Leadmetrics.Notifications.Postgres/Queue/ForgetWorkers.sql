DELETE FROM {schema}.email_wake WHERE seen_at < pg_catalog.statement_timestamp() - @silence
