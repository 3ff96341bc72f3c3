-- Who is open of a mail, live (0) or dead (1); no row where it is settled.
SELECT 0, open FROM email_job WHERE tenant_id = @tenant AND id = @id
UNION ALL
SELECT 1, open FROM email_dead WHERE tenant_id = @tenant AND id = @id
