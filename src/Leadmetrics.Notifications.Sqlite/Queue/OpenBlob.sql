-- How long a content is, be it whole or not; no row where there is none.
SELECT length
FROM email_blob
WHERE tenant_id = @tenant AND sha256 = @sha256
LIMIT 1
