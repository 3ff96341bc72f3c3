-- Of past days those to which nothing refers any more. In one snapshot a mail is live or dead, and none comes to a past day: what is free stays free.
SELECT days.day
FROM unnest(@days) AS days (day)
WHERE NOT EXISTS (SELECT FROM {schema}.email_dead AS dead WHERE dead.retain_day = days.day::date)
  AND NOT EXISTS (SELECT FROM {schema}.email_job AS job WHERE job.retain_day = days.day::date)
