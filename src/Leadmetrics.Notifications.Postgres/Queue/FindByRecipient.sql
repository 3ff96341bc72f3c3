-- A step along a tenant's mails, the latest first, within the key's index: those that bear the recipient's mark, those of which only the body tells with their bodies, and at the end, where there may be
-- more, the last that was looked at.
WITH looked AS MATERIALIZED (
    SELECT id, recipients
    FROM {schema}.email_message
    WHERE tenant_id = @tenant AND id < @before
    ORDER BY id DESC
    LIMIT @look
), found AS (
    SELECT id, recipients IS NULL AS is_unmarked
    FROM looked
    WHERE recipients IS NULL OR position(@mark IN recipients) > 0
    ORDER BY id DESC
    LIMIT @most
)
SELECT found.id, CASE WHEN is_unmarked THEN (SELECT m.body FROM {schema}.email_message AS m WHERE m.tenant_id = @tenant AND m.id = found.id LIMIT 1) END, false AS is_end
FROM found
UNION ALL
(SELECT id, NULL, true FROM looked WHERE (SELECT count(*) FROM looked) = @look ORDER BY id LIMIT 1)
ORDER BY is_end, id DESC
