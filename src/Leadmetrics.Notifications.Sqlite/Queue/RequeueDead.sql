-- Puts a dead letter back; its row among the dead goes by a statement of its own. The fence goes on: who held it before it died writes nothing.
INSERT INTO email_job (tenant_id, id, lane, state, run_at, expires_at, attempt, crashes, fence, phase, on_uncertain, open)
SELECT tenant_id, id, lane, 0, @now, @expires_at, 0, 0, fence + 1, 0, on_uncertain, open
FROM email_dead
WHERE tenant_id = @tenant AND id = @id
RETURNING fence
