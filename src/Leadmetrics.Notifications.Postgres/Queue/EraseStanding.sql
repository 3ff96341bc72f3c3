-- What is to be sent and what is dead, each behind whoever has it at the moment: what he moved on meanwhile is seen by the next statement, or by the next round.
-- As long as the last one, whose one snapshot shows every mail in one place, finds any, there is another round.
DELETE FROM {schema}.email_job AS job
USING (SELECT id FROM {schema}.email_job WHERE tenant_id = @tenant ORDER BY id FOR UPDATE) AS held
WHERE job.tenant_id = @tenant AND job.id = held.id;
DELETE FROM {schema}.email_dead AS dead
USING (SELECT id FROM {schema}.email_dead WHERE tenant_id = @tenant ORDER BY id FOR UPDATE) AS held
WHERE dead.tenant_id = @tenant AND dead.id = held.id;
SELECT EXISTS (SELECT FROM {schema}.email_job WHERE tenant_id = @tenant) OR EXISTS (SELECT FROM {schema}.email_dead WHERE tenant_id = @tenant)
