-- Gives a tenant a share of each round.
INSERT INTO email_tenant (tenant_id, weight)
VALUES (@tenant, @weight)
ON CONFLICT (tenant_id) DO UPDATE SET weight = excluded.weight
