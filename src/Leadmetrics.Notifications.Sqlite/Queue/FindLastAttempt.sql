-- The last try of a mail without its recipients, and how many there were that count.
SELECT outcome, at, fence, worker, account, provider, kind, phase, code, enhanced_code, detail, provider_message_id, NULL, duration_ms,
       (SELECT count(*) FROM email_attempt WHERE tenant_id = @tenant AND mail_id = @id AND outcome <= @counted)
FROM email_attempt
WHERE tenant_id = @tenant AND mail_id = @id
ORDER BY rowid DESC
LIMIT 1
