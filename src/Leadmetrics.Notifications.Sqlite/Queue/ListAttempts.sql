-- The history of a mail, the oldest first.
SELECT outcome, at, fence, worker, account, provider, kind, phase, code, enhanced_code, detail, provider_message_id, recipients, duration_ms
FROM email_attempt
WHERE tenant_id = @tenant AND mail_id = @id
ORDER BY rowid
