-- Takes texts out of events, which stay. Says how many.
WITH erased AS (
    UPDATE {schema}.email_event AS e
    SET detail = CASE WHEN traced.detail THEN NULL ELSE e.detail END,
        url = CASE WHEN traced.url THEN NULL ELSE e.url END,
        metadata = CASE WHEN traced.metadata THEN NULL ELSE e.metadata END,
        raw = CASE WHEN traced.raw THEN NULL ELSE e.raw END
    FROM unnest(@provider_ids, @event_ids, @details, @urls, @metadata, @raw) AS traced (provider_id, event_id, detail, url, metadata, raw)
    WHERE e.tenant_id = @tenant AND e.provider_id = traced.provider_id AND e.event_id = traced.event_id
    RETURNING traced.detail::int + traced.url::int + traced.metadata::int + traced.raw::int AS texts
)
SELECT coalesce(sum(texts), 0) FROM erased
