INSERT INTO {schema}.email_blob AS b (tenant_id, sha256, piece, length, retain_day, data)
VALUES (@tenant, @sha256, @piece, @length, @retain_day, @data)
ON CONFLICT (tenant_id, sha256, piece) DO UPDATE SET retain_day = greatest(b.retain_day, excluded.retain_day)
