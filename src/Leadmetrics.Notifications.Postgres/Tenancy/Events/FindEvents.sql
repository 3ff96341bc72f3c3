-- What was heard of one message, the first thousand; then how far it came for each recipient, which is read last and so never behind the events.
SELECT tenant_id, provider_id, event_id, message_id, kind, recipient, occurred_at, received_at, reason,
       code, enhanced_code, detail, url, is_automatic, provider, metadata, raw
FROM {schema}.email_event
WHERE tenant_id = @tenant AND message_id = @message_id
ORDER BY occurred_at, received_at, provider_id, event_id
LIMIT 1000;
SELECT recipient, provider_id, kind, reason, occurred_at
FROM {schema}.email_recipient
WHERE tenant_id = @tenant AND message_id = @message_id
ORDER BY recipient, provider_id
