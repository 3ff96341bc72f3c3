-- Where a mail stands that could not be cancelled: 1 with a worker, 2 settled, 3 ready again, 0 not known.
SELECT CASE
    WHEN EXISTS (SELECT FROM {schema}.email_job WHERE tenant_id = @tenant AND id = @id AND state = 1) THEN 1
    WHEN EXISTS (SELECT FROM {schema}.email_job WHERE tenant_id = @tenant AND id = @id) THEN 3
    WHEN EXISTS (SELECT FROM {schema}.email_dead WHERE tenant_id = @tenant AND id = @id)
      OR EXISTS (SELECT FROM {schema}.email_message WHERE tenant_id = @tenant AND id = @id) THEN 2
    ELSE 0
END
