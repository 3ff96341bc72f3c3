COPY {schema}.email_job (tenant_id, id, retain_day, lane, state, run_at, expires_at, attempt, crashes, fence, phase, on_uncertain) FROM STDIN (FORMAT binary)
