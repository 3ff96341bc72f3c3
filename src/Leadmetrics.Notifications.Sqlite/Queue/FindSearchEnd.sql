-- Where a step of a search ends that looks at so many mails.
SELECT id FROM email_message WHERE tenant_id = @tenant AND id < @before ORDER BY id DESC LIMIT 1 OFFSET @look - 1
