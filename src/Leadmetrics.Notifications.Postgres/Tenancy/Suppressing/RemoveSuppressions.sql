-- One entry of an address, or all.
DELETE FROM {schema}.email_suppression
WHERE tenant_id = @tenant AND address = @address AND (@reason IS NULL OR reason = @reason)
