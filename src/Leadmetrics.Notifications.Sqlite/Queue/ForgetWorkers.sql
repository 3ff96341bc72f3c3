-- Workers that have said nothing for a while; the table is as small as the machine's workers are few.
DELETE FROM email_wake
WHERE seen_at < @before
