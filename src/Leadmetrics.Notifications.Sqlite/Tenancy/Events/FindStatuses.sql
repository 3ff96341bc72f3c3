-- How far one message came for each recipient. The plus keeps SQLite from walking along the index of recipients for its order.
SELECT recipient, provider_id, kind, reason, occurred_at
FROM email_recipient
WHERE tenant_id = @tenant AND message_id = @message_id
ORDER BY +recipient, provider_id
