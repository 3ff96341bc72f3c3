-- What was heard of one message, the first thousand. Without statistics SQLite would walk along another index of the tenant, in hope of an order.
SELECT tenant_id, provider_id, event_id, message_id, kind, recipient, occurred_at, received_at, reason,
       code, enhanced_code, detail, url, is_automatic, provider, metadata, raw
FROM email_event INDEXED BY email_event_by_message
WHERE tenant_id = @tenant AND message_id = @message_id
ORDER BY occurred_at, received_at, provider_id, event_id
LIMIT 1000
