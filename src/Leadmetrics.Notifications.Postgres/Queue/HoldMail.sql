-- Nobody moves a mail from here to the end of the transaction, wherever it stands. What was moved between the first two is seen by the last one, whose one snapshot shows it in one place:
-- then they are run again.
SELECT 1 FROM {schema}.email_job WHERE tenant_id = @tenant AND id = @id FOR UPDATE;
SELECT 1 FROM {schema}.email_dead WHERE tenant_id = @tenant AND id = @id FOR UPDATE;
SELECT EXISTS (SELECT FROM {schema}.email_job WHERE tenant_id = @tenant AND id = @id) OR EXISTS (SELECT FROM {schema}.email_dead WHERE tenant_id = @tenant AND id = @id)
