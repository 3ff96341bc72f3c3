-- A content that waited for the write lock.
INSERT INTO email_blob (tenant_id, sha256, piece, length, retain_day, data)
SELECT @tenant, sha256, piece, @length, @retain_day, data
FROM temp.staged_blob
WHERE sha256 = @sha256
ON CONFLICT (tenant_id, sha256, piece) DO UPDATE SET length = excluded.length, retain_day = excluded.retain_day, data = excluded.data
