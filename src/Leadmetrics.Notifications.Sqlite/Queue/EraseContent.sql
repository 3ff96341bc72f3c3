-- A content that no mail of late names; a body writes its name as it stands here.
DELETE FROM email_blob
WHERE tenant_id = @tenant AND sha256 = @sha256
  AND NOT EXISTS (
    SELECT 1
    FROM email_message AS m
    WHERE m.tenant_id = @tenant AND m.queued_at > @since AND instr(m.body, CAST(lower(hex(@sha256)) AS BLOB)) > 0)
