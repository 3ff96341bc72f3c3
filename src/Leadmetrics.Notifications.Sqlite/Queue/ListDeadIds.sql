-- A page of a tenant's dead letters, the latest first.
SELECT died_at, id
FROM email_dead
WHERE tenant_id = @tenant AND (died_at, id) < (@before_at, @before_id)
ORDER BY died_at DESC, id DESC
LIMIT @most
