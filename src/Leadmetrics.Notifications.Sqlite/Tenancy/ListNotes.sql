-- A page of a tenant's suppression list by key: notes may hold anybody's address.
SELECT address, reason, note
FROM email_suppression
WHERE tenant_id = @tenant AND (address, reason) > (@after_address, @after_reason)
ORDER BY address, reason
LIMIT @most
