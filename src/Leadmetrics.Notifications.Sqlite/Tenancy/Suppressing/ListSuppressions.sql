-- A page of a tenant's list: of what begins with the prefix, behind a key.
SELECT tenant_id, address, reason, scope, created_at, expires_at, message_id, note
FROM email_suppression
WHERE tenant_id = @tenant
  AND (address, reason) > (max(@after_address, @prefix), iif(@after_address >= @prefix, @after_reason, 0))
  AND address < @prefix_end
  AND (@reason IS NULL OR reason = @reason)
  AND (expires_at IS NULL OR expires_at > @now)
ORDER BY address, reason
LIMIT @most
