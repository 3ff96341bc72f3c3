-- A piece of a content.
INSERT INTO email_blob (tenant_id, sha256, piece, length, retain_day, data)
VALUES (@tenant, @sha256, @piece, @length, @retain_day, @data)
ON CONFLICT (tenant_id, sha256, piece) DO UPDATE SET length = excluded.length, retain_day = excluded.retain_day, data = excluded.data
