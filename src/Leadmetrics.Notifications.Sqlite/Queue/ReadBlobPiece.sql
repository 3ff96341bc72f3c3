-- A piece of a content.
SELECT data
FROM email_blob
WHERE tenant_id = @tenant AND sha256 = @sha256 AND piece = @piece
