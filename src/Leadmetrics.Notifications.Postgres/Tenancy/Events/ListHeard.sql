-- The messages that something was heard of for a recipient, the latest first; a page begins behind the last of the one before.
SELECT message_id, provider_id, kind, reason, occurred_at
FROM {schema}.email_recipient
WHERE tenant_id = @tenant AND recipient = @recipient
  AND (@after_at IS NULL OR (occurred_at, message_id, provider_id) < (@after_at, @after_message_id, @after_provider_id))
ORDER BY occurred_at DESC, message_id DESC, provider_id DESC
LIMIT @most
