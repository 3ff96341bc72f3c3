-- All tenants' rows, for a progress bar.
SELECT count(*) FROM notification_providers
