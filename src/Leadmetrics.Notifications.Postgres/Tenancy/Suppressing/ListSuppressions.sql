-- A page of a tenant's list: of what begins with the prefix, behind a key. One bound below alone, whichever is further: two would be taken for a short range, and sorted.
SELECT tenant_id, address, reason, scope, created_at, expires_at, message_id, note
FROM {schema}.email_suppression
WHERE tenant_id = @tenant
  AND (address, reason) > (greatest(@after_address COLLATE "C", @prefix), CASE WHEN @after_address COLLATE "C" >= @prefix THEN @after_reason ELSE 0::smallint END)
  AND address < @prefix_end
  AND (@reason IS NULL OR reason = @reason)
  AND (expires_at IS NULL OR expires_at > @now)
ORDER BY address, reason
LIMIT @most
