-- What is stored gives way to what is further, and only to that. Of the same kind and time the higher reason is kept, so that the outcome is one whatever the order.
INSERT INTO email_recipient AS r (tenant_id, message_id, provider_id, recipient, kind, reason, occurred_at, heard_at)
VALUES (@tenant, @message_id, @provider_id, @recipient, @kind, @reason, @occurred_at, @received_at)
ON CONFLICT (tenant_id, message_id, provider_id, recipient) DO UPDATE
SET (kind, reason, occurred_at, heard_at) = (
    SELECT furthest.kind, furthest.reason, furthest.occurred_at, max(r.heard_at, excluded.heard_at)
    FROM (SELECT r.kind AS kind, r.reason AS reason, r.occurred_at AS occurred_at
          UNION ALL SELECT excluded.kind, excluded.reason, excluded.occurred_at) AS furthest
    ORDER BY furthest.kind DESC, furthest.occurred_at DESC, furthest.reason DESC
    LIMIT 1)
