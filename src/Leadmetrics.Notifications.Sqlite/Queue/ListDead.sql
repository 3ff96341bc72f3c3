-- A page of a tenant's dead letters by age, the latest first.
SELECT dead.id, coalesce(m.message_id, ''), dead.reason, dead.died_at, dead.attempt, dead.kind, dead.code, dead.detail
FROM email_dead AS dead
LEFT JOIN email_message AS m ON m.tenant_id = dead.tenant_id AND m.id = dead.id
WHERE dead.tenant_id = @tenant AND (dead.died_at, dead.id) < (@before_at, @before_id)
ORDER BY dead.died_at DESC, dead.id DESC
LIMIT @most
