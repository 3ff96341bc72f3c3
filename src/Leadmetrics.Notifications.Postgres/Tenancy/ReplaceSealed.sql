-- Compare-and-swap on version and OAuth state, each row for itself. Locked in key order first, so that two rotations at once wait for each other
-- instead of ending in a deadlock; the lock reads a row again that another writer has just changed, and drops it where it is no more the one that was read.
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(@tenants, @ids, @versions, @read_oauth_states, @configs, @pending_configs, @oauth_states, @config_key_ids)
        AS given (tenant_id, id, version, read_oauth_state, config, pending_config, oauth_state, config_key_id)
), unchanged AS MATERIALIZED (
    SELECT stored.tenant_id, stored.id
    FROM given
    JOIN {schema}.notification_providers AS stored USING (tenant_id, id)
    WHERE stored.version = given.version AND stored.oauth_state IS NOT DISTINCT FROM given.read_oauth_state
    ORDER BY stored.tenant_id, stored.id
    FOR UPDATE OF stored
)
UPDATE {schema}.notification_providers AS stored
SET config = given.config,
    pending_config = given.pending_config,
    oauth_state = given.oauth_state,
    config_key_id = given.config_key_id,
    version = stored.version + 1
FROM given
JOIN unchanged USING (tenant_id, id)
WHERE stored.tenant_id = given.tenant_id AND stored.id = given.id
  AND stored.version = given.version AND stored.oauth_state IS NOT DISTINCT FROM given.read_oauth_state
RETURNING stored.tenant_id, stored.id
