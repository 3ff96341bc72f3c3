-- Puts a mail among those that are to be sent.
INSERT INTO email_job (tenant_id, id, lane, state, run_at, expires_at, attempt, crashes, fence, phase, on_uncertain)
VALUES (@tenant, @id, @lane, 0, @run_at, @expires_at, 0, 0, 0, 0, @on_uncertain)
