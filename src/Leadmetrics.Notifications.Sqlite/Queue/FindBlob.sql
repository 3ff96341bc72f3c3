-- How long a content is; no row where there is none, or not all of it.
SELECT max(length)
FROM email_blob
WHERE tenant_id = @tenant AND sha256 = @sha256
HAVING count(*) = max(1, (max(length) + 262143) / 262144)
