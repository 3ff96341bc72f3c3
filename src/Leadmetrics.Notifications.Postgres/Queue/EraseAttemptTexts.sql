-- History is written once and never again, so nothing comes between.
UPDATE {schema}.email_attempt AS attempt
SET detail = traced.detail, recipients = traced.recipients::json
FROM unnest(@ids, @ats, @fences, @outcomes, @details, @recipients) AS traced (id, at, fence, outcome, detail, recipients)
WHERE attempt.tenant_id = @tenant AND attempt.mail_id = traced.id AND attempt.at = traced.at AND attempt.fence = traced.fence AND attempt.outcome = traced.outcome
