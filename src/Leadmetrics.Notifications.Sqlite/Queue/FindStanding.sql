-- Where a mail stands: its state and fence, where it is in the queue; the rest is whether it is known at all.
SELECT (SELECT state FROM email_job WHERE tenant_id = @tenant AND id = @id),
       (SELECT fence FROM email_job WHERE tenant_id = @tenant AND id = @id),
       EXISTS (SELECT 1 FROM email_dead WHERE tenant_id = @tenant AND id = @id) OR EXISTS (SELECT 1 FROM email_message WHERE tenant_id = @tenant AND id = @id)
