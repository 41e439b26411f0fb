-- Row-level security: the second line behind the predicates of the statements. Two roles, neither owns a table:
--   azotte_sandbox_tenant    what requests run as; sees the world named by two transaction-local settings, no row
--                            without them, and nothing of keys and tenants
--   azotte_sandbox_operator  housekeeping and the command line; sees every world
-- Roles belong to the whole server, so another database may have made them already.

DO $$
DECLARE
    name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY['azotte_sandbox_tenant', 'azotte_sandbox_operator'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', name);
                EXECUTE format('GRANT %I TO CURRENT_USER', name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- made by another database's migration in this moment
            END;
        END IF;
        IF NOT pg_has_role(name, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', name);
        END IF;
        EXECUTE format('GRANT USAGE ON SCHEMA azotte_sandbox TO %I', name);
    END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA azotte_sandbox TO azotte_sandbox_operator;

GRANT SELECT ON bundle, plan, webhook_endpoint TO azotte_sandbox_tenant;
GRANT SELECT, INSERT ON event TO azotte_sandbox_tenant;
GRANT INSERT ON delivery TO azotte_sandbox_tenant;
GRANT SELECT, INSERT, UPDATE ON customer, subscription, entitlement, payment, idempotency TO azotte_sandbox_tenant;

DO $$
DECLARE
    name TEXT;
    world CONSTANT TEXT := 'tenant = current_setting(''azotte.tenant'', true)'
        ' AND environment = current_setting(''azotte.environment'', true)';
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'api_key', 'key_audit', 'customer', 'bundle', 'plan', 'subscription', 'entitlement', 'payment', 'idempotency',
        'event', 'webhook_endpoint'
    ] LOOP
        EXECUTE format('CREATE POLICY world ON %I TO azotte_sandbox_tenant USING (%s) WITH CHECK (%s)', name, world, world);
    END LOOP;
    FOREACH name IN ARRAY ARRAY[
        'tenant', 'api_key', 'key_audit', 'customer', 'bundle', 'plan', 'subscription', 'entitlement', 'payment',
        'idempotency', 'event', 'webhook_endpoint', 'delivery'
    ] LOOP
        EXECUTE format('CREATE POLICY every_world ON %I TO azotte_sandbox_operator USING (true) WITH CHECK (true)', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        -- FORCE, so that the policies bind the owner too, who runs these migrations.
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;

-- A delivery is of the world of its endpoint, of which the policy on endpoints decides.
CREATE POLICY world ON delivery TO azotte_sandbox_tenant
    USING (EXISTS (SELECT FROM webhook_endpoint WHERE webhook_endpoint.id = endpoint))
    WITH CHECK (EXISTS (SELECT FROM webhook_endpoint WHERE webhook_endpoint.id = endpoint));

-- Which world a request belongs to is not known until its key is found, so this one question is answered past the
-- policies, by the part of the key that is not secret. PL/pgSQL, because it keeps the plan.
CREATE FUNCTION find_api_keys(public_parts BYTEA[])
RETURNS TABLE (
    id TEXT, public_part BYTEA, hash BYTEA, tenant TEXT, environment TEXT, type TEXT, name TEXT, created BIGINT,
    expires_at BIGINT, revoked_at BIGINT, replaced_by TEXT, last_used_at BIGINT, imported BIGINT, per_minute BIGINT,
    burst BIGINT, offset_seconds BIGINT
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = azotte_sandbox, pg_temp
AS $$
BEGIN
    RETURN QUERY
        SELECT api_key.id, api_key.public_part, api_key.hash, api_key.tenant, api_key.environment, api_key.type,
            api_key.name, api_key.created, api_key.expires_at, api_key.revoked_at, api_key.replaced_by, api_key.last_used_at,
            api_key.imported, api_key.per_minute, api_key.burst, clock.offset_seconds
        FROM api_key, clock
        WHERE api_key.public_part = ANY (public_parts);
END
$$;

REVOKE ALL ON FUNCTION find_api_keys FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_api_keys TO azotte_sandbox_tenant;

-- An owner needs the right to create where its function is; it keeps it no longer than that.
GRANT CREATE ON SCHEMA azotte_sandbox TO azotte_sandbox_operator;
ALTER FUNCTION find_api_keys OWNER TO azotte_sandbox_operator;
REVOKE CREATE ON SCHEMA azotte_sandbox FROM azotte_sandbox_operator;
