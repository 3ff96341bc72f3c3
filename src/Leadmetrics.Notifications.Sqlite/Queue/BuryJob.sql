-- Makes a mail that a worker holds a dead letter; its row among those to be sent goes by a statement of its own.
INSERT INTO email_dead (tenant_id, id, lane, died_at, reason, attempt, fence, on_uncertain, open, kind, code, detail)
SELECT tenant_id, id, lane, @now, @reason, attempt + @counted, fence, on_uncertain, open, @kind, @code, @detail
FROM email_job
WHERE tenant_id = @tenant AND id = @id AND fence = @fence AND state = 1
