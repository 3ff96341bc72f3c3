-- Contents whose day is past, where every mail that may refer to one is gone; each goes whole.
DELETE FROM email_blob
WHERE (tenant_id, sha256) IN (
    SELECT b.tenant_id, b.sha256
    FROM email_blob AS b
    WHERE b.piece = 0 AND b.retain_day < @day
      AND NOT EXISTS (SELECT 1 FROM email_message AS m WHERE m.tenant_id = b.tenant_id AND m.retain_day <= b.retain_day)
    LIMIT @most)
