-- Keeps a content that is stored for as long as a mail needs it, and a week longer, so that what every mail carries is written once a week; counts its pieces.
-- A pruner that removes it at this moment is waited for. What needs no more time is removed by nobody.
WITH raised AS (
    UPDATE {schema}.email_blob SET retain_day = @retain_day + 7
    WHERE tenant_id = @tenant AND sha256 = @sha256 AND retain_day < @retain_day
    RETURNING piece
)
SELECT (SELECT count(*) FROM raised)
     + (SELECT count(*) FROM {schema}.email_blob WHERE tenant_id = @tenant AND sha256 = @sha256 AND retain_day >= @retain_day)
