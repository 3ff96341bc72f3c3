-- All tenants' rows, for a progress bar.
SELECT count(*) FROM {schema}.notification_providers
