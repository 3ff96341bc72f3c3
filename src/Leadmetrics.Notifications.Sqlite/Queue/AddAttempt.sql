-- What came of a try.
INSERT INTO email_attempt (tenant_id, mail_id, at, fence, worker, outcome, account, provider, kind, phase, code, enhanced_code, detail, provider_message_id, recipients, duration_ms)
VALUES (@tenant, @id, @now, @fence, @worker, @outcome, @account, @provider, @kind, @phase, @code, @enhanced_code, @detail, @provider_message_id, @recipients, @duration_ms)
