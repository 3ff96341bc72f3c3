-- The messages of mails that are claimed, by their keys; of those whose day is dropped, or that were erased, none. The days between which they lie leave out the other tables before any is opened.
SELECT given.place, m.message_id, m.date, m.body
FROM unnest(@places, @tenants, @ids, @days) AS given (place, tenant_id, id, retain_day)
CROSS JOIN LATERAL (
    SELECT message.message_id, message.date, message.body
    FROM {schema}.email_message AS message
    WHERE message.tenant_id = given.tenant_id AND message.id = given.id AND message.retain_day = given.retain_day AND message.retain_day BETWEEN @first AND @last
    OFFSET 0
) AS m
