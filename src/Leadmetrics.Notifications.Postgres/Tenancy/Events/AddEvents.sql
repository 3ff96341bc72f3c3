-- First the tenants' locks, shared: many hosts store events at once, and an erasure waits for all of them. Then the events in key order, so that two hosts
-- that were given the same ones wait for each other instead of ending in a deadlock. Says which of them are new.
SET LOCAL lock_timeout = '10s';
SELECT pg_catalog.pg_advisory_xact_lock_shared(locks.key)
FROM (SELECT DISTINCT pg_catalog.hashtextextended('leadmetrics.notifications/' || @schema || '/delivery/' || tenant_id, 0) AS key
      FROM unnest(@tenants) AS given (tenant_id)
      ORDER BY 1) AS locks;
INSERT INTO {schema}.email_event
      (tenant_id, provider_id, event_id, message_id, kind, recipient, occurred_at, received_at, reason,
       code, enhanced_code, detail, url, is_automatic, provider, metadata, raw)
SELECT tenant_id, provider_id, event_id, message_id, kind, recipient, occurred_at, received_at, reason,
       code, enhanced_code, detail, url, is_automatic, provider, metadata::json, raw
FROM unnest(@tenants, @provider_ids, @event_ids, @message_ids, @kinds, @recipients, @occurred, @received, @reasons,
            @codes, @enhanced_codes, @details, @urls, @automatic, @providers, @metadata, @raw)
    AS given (tenant_id, provider_id, event_id, message_id, kind, recipient, occurred_at, received_at, reason,
              code, enhanced_code, detail, url, is_automatic, provider, metadata, raw)
ORDER BY tenant_id, provider_id, event_id
ON CONFLICT DO NOTHING
RETURNING tenant_id, provider_id, event_id
