-- Nothing is to be sent of a mail any more, whoever holds it.
DELETE FROM email_job
WHERE tenant_id = @tenant AND id = @id
