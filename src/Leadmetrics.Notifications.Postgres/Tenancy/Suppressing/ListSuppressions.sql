-- A page of a tenant's list behind a key, between two bounds of the address.
SELECT tenant_id, address, reason, scope, created_at, expires_at, message_id, note
FROM {schema}.email_suppression
WHERE tenant_id = @tenant
  AND address >= @from AND address < @to
  AND (address, reason) > (@after_address, @after_reason)
  AND (@reason IS NULL OR reason = @reason)
  AND (expires_at IS NULL OR expires_at > @now)
ORDER BY address, reason
LIMIT @most
