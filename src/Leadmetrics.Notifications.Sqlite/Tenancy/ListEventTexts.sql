-- A page of a tenant's events by key, with the texts that may hold anybody's address.
SELECT provider_id, event_id, detail, url, metadata, raw
FROM email_event
WHERE tenant_id = @tenant AND (provider_id, event_id) > (@after_provider_id, @after_event_id)
ORDER BY provider_id, event_id
LIMIT @most
