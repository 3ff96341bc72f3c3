SELECT id, died_at
FROM {schema}.email_dead
WHERE tenant_id = @tenant AND (died_at, id) < (@before_at, @before_id)
ORDER BY died_at DESC, id DESC
LIMIT @most
