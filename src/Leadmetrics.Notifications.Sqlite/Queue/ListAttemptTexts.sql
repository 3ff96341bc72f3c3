-- A page of the history of a tenant's mails by key, with the texts that may hold anybody's address.
SELECT mail_id, rowid, detail, recipients
FROM email_attempt
WHERE tenant_id = @tenant AND (mail_id, rowid) > (@after, @after_row)
ORDER BY mail_id, rowid
LIMIT @most
