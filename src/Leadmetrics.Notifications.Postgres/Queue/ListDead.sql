-- A page by age, the latest first; the page before its messages.
SELECT dead.id, coalesce(m.message_id, ''), dead.reason, dead.died_at, dead.attempt, dead.kind, dead.code, dead.detail
FROM (SELECT id, retain_day, reason, died_at, attempt, kind, code, detail
      FROM {schema}.email_dead
      WHERE tenant_id = @tenant AND (died_at, id) < (@before_at, @before_id)
      ORDER BY died_at DESC, id DESC
      LIMIT @most) AS dead
LEFT JOIN {schema}.email_message AS m ON m.tenant_id = @tenant AND m.id = dead.id AND m.retain_day = dead.retain_day
ORDER BY dead.died_at DESC, dead.id DESC
