-- Tells listening hosts which tenant's rows changed, when the change commits, whoever makes it. A note on an error changes no version and is not told.
-- The channel's name is made of the schema's, so that two installations in one database do not wake each other.
CREATE FUNCTION {schema}.notify_provider_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.pg_notify(
        'lmn_providers_' || pg_catalog.to_hex(pg_catalog.hashtextextended(TG_TABLE_SCHEMA::text, 0)),
        CASE TG_OP WHEN 'DELETE' THEN OLD.tenant_id ELSE NEW.tenant_id END);
    RETURN NULL;
END
$$;

CREATE TRIGGER notification_providers_added AFTER INSERT OR DELETE ON {schema}.notification_providers
    FOR EACH ROW EXECUTE FUNCTION {schema}.notify_provider_change();

CREATE TRIGGER notification_providers_changed AFTER UPDATE ON {schema}.notification_providers
    FOR EACH ROW WHEN (OLD.version IS DISTINCT FROM NEW.version) EXECUTE FUNCTION {schema}.notify_provider_change();
