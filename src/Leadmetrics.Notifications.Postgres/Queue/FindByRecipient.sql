-- A step along a tenant's mails, the latest first, within the key's index: those that bear the recipient's mark (0) and those of which only the body tells (1); and at the end, where there may be more,
-- the last that was looked at (2).
WITH looked AS MATERIALIZED (
    SELECT id, recipients
    FROM {schema}.email_message
    WHERE tenant_id = @tenant AND id < @before
    ORDER BY id DESC
    LIMIT @look
)
SELECT id, what
FROM (
    (SELECT id, CASE WHEN recipients IS NULL THEN 1 ELSE 0 END AS what
     FROM looked
     WHERE recipients IS NULL OR position(@mark IN recipients) > 0
     ORDER BY id DESC
     LIMIT @most)
    UNION ALL
    (SELECT id, 2 FROM looked WHERE (SELECT count(*) FROM looked) = @look ORDER BY id LIMIT 1)
) AS step
ORDER BY what = 2, id DESC
