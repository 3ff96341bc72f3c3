-- Stores an event that is not known; the write lock is held.
INSERT INTO email_event
      (tenant_id, provider_id, event_id, message_id, kind, recipient, occurred_at, received_at, reason,
       code, enhanced_code, detail, url, is_automatic, provider, metadata, raw)
VALUES (@tenant, @provider_id, @event_id, @message_id, @kind, @recipient, @occurred_at, @received_at, @reason,
        @code, @enhanced_code, @detail, @url, @is_automatic, @provider, @metadata, @raw)
ON CONFLICT DO NOTHING
