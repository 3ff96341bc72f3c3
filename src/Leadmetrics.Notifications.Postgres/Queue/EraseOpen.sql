-- A mail to several, live or dead: the recipient is not open any more; where nobody else was, nothing is left to be sent.
WITH finished AS (
    DELETE FROM {schema}.email_job
    WHERE tenant_id = @tenant AND id = @id AND NOT EXISTS (SELECT FROM unnest(coalesce(open, @others)) AS o (address) WHERE o.address <> ALL (@erased))
), narrowed AS (
    UPDATE {schema}.email_job SET open = ARRAY(SELECT o.address FROM unnest(coalesce(open, @others)) WITH ORDINALITY AS o (address, place) WHERE o.address <> ALL (@erased) ORDER BY o.place)
    WHERE tenant_id = @tenant AND id = @id AND EXISTS (SELECT FROM unnest(coalesce(open, @others)) AS o (address) WHERE o.address <> ALL (@erased))
), finished_dead AS (
    DELETE FROM {schema}.email_dead
    WHERE tenant_id = @tenant AND id = @id AND NOT EXISTS (SELECT FROM unnest(coalesce(open, @others)) AS o (address) WHERE o.address <> ALL (@erased))
)
UPDATE {schema}.email_dead SET open = ARRAY(SELECT o.address FROM unnest(coalesce(open, @others)) WITH ORDINALITY AS o (address, place) WHERE o.address <> ALL (@erased) ORDER BY o.place)
WHERE tenant_id = @tenant AND id = @id AND EXISTS (SELECT FROM unnest(coalesce(open, @others)) AS o (address) WHERE o.address <> ALL (@erased))
