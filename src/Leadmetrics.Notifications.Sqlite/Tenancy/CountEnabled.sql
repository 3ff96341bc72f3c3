-- How all tenants' enabled rows are, by provider.
SELECT provider,
       count(*) AS enabled,
       count(*) FILTER (WHERE verified_at IS NULL) AS unverified,
       count(*) FILTER (WHERE last_error_at > verified_at AND pending_config IS NULL) AS failing
FROM notification_providers
WHERE channel = @channel AND enabled = 1
GROUP BY provider
ORDER BY provider
