-- Keeps a content that is there for as long as one more mail may refer to it, and a week longer: what every mail carries is written once a week.
UPDATE email_blob
SET retain_day = @retain_day + 7
WHERE tenant_id = @tenant AND sha256 = @sha256 AND retain_day < @retain_day
