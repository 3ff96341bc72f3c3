-- Of each recipient the furthest of the new events, in key order; what is stored gives way to what is further, and only to that. Of the same kind and time the
-- higher reason is kept, so that the outcome is one whatever the order.
INSERT INTO {schema}.email_recipient AS r (tenant_id, message_id, provider_id, recipient, kind, reason, occurred_at, heard_at)
SELECT DISTINCT ON (tenant_id, message_id, provider_id, recipient)
       tenant_id, message_id, provider_id, recipient, kind, reason, occurred_at,
       max(received_at) OVER (PARTITION BY tenant_id, message_id, provider_id, recipient)
FROM unnest(@tenants, @message_ids, @provider_ids, @recipients, @kinds, @reasons, @occurred, @received)
    AS heard (tenant_id, message_id, provider_id, recipient, kind, reason, occurred_at, received_at)
ORDER BY tenant_id, message_id, provider_id, recipient, kind DESC, occurred_at DESC, reason DESC
ON CONFLICT (tenant_id, message_id, provider_id, recipient) DO UPDATE
SET (kind, reason, occurred_at, heard_at) = (
    SELECT furthest.kind, furthest.reason, furthest.occurred_at, greatest(r.heard_at, excluded.heard_at)
    FROM (VALUES (r.kind, r.reason, r.occurred_at), (excluded.kind, excluded.reason, excluded.occurred_at)) AS furthest (kind, reason, occurred_at)
    ORDER BY furthest.kind DESC, furthest.occurred_at DESC, furthest.reason DESC
    LIMIT 1)
