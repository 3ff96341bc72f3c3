-- Takes texts out of an event, which stays.
UPDATE email_event
SET detail = iif(@detail, NULL, detail), url = iif(@url, NULL, url), metadata = iif(@metadata, NULL, metadata), raw = iif(@raw, NULL, raw)
WHERE tenant_id = @tenant AND provider_id = @provider_id AND event_id = @event_id
