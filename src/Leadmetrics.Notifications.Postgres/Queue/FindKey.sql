SELECT mail_id, body_hash FROM {schema}.email_idempotency WHERE tenant_id = @tenant AND key = @key
