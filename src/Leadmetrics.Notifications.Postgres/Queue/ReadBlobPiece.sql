SELECT length, data FROM {schema}.email_blob WHERE tenant_id = @tenant AND sha256 = @sha256 AND piece = @piece
