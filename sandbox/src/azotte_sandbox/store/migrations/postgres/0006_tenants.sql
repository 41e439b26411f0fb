-- Each tenant has a clock: real time plus an offset, or the time at which it stands still.

ALTER TABLE tenant ADD COLUMN offset_seconds BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tenant ADD COLUMN frozen_at BIGINT;
-- The policies bind the owner too.
SET LOCAL ROLE azotte_sandbox_operator;
UPDATE tenant SET offset_seconds = (SELECT offset_seconds FROM clock);
RESET ROLE;

DROP INDEX subscription_due;
CREATE INDEX subscription_due ON subscription (tenant, due_at, seq) WHERE due_at IS NOT NULL;
DROP INDEX idempotency_created;
CREATE INDEX idempotency_created ON idempotency (tenant, created);

-- Tenants whose objects get the same IDs in each run, and how many IDs each environment has had.
CREATE TABLE id_seed (
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    seed TEXT NOT NULL,
    made BIGINT NOT NULL,
    PRIMARY KEY (tenant, environment)
);

-- Failures that were asked for. `rule` is JSON; `remaining` counts the requests that the rule still applies to.
CREATE TABLE failure (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    remaining BIGINT,
    rule TEXT NOT NULL
);

CREATE UNIQUE INDEX failure_id ON failure (tenant, environment, id);

CREATE TABLE snapshot (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenant (id),
    name TEXT,
    created BIGINT NOT NULL,
    body BYTEA NOT NULL
);

CREATE INDEX snapshot_tenant ON snapshot (tenant, created);

-- Times here are real milliseconds.
CREATE TABLE delivery_attempt (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    delivery BIGINT NOT NULL REFERENCES delivery (id),
    attempt BIGINT NOT NULL,
    at BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    status BIGINT,
    reason TEXT NOT NULL,
    response BYTEA NOT NULL,
    retry_at BIGINT
);

CREATE INDEX delivery_attempt_world ON delivery_attempt (tenant, environment, id);
CREATE INDEX delivery_attempt_delivery ON delivery_attempt (delivery);

GRANT SELECT, INSERT, UPDATE, DELETE ON id_seed, failure, snapshot, delivery_attempt TO azotte_sandbox_operator;
GRANT SELECT, UPDATE ON id_seed TO azotte_sandbox_tenant;
GRANT SELECT, UPDATE, DELETE ON failure TO azotte_sandbox_tenant;

DO $$
DECLARE
    name TEXT;
    world CONSTANT TEXT := 'tenant = current_setting(''azotte.tenant'', true)'
        ' AND environment = current_setting(''azotte.environment'', true)';
BEGIN
    FOREACH name IN ARRAY ARRAY['id_seed', 'failure'] LOOP
        EXECUTE format('CREATE POLICY world ON %I TO azotte_sandbox_tenant USING (%s) WITH CHECK (%s)', name, world, world);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['id_seed', 'failure', 'snapshot', 'delivery_attempt'] LOOP
        EXECUTE format('CREATE POLICY every_world ON %I TO azotte_sandbox_operator USING (true) WITH CHECK (true)', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;

-- With what each request of the tenant depends on (`store.Tenant`).
DROP FUNCTION find_api_keys;
DROP TABLE clock;
CREATE FUNCTION find_api_keys(public_parts BYTEA[])
RETURNS TABLE (
    id TEXT, public_part BYTEA, hash BYTEA, tenant TEXT, environment TEXT, type TEXT, name TEXT, created BIGINT,
    expires_at BIGINT, revoked_at BIGINT, replaced_by TEXT, last_used_at BIGINT, imported BIGINT, per_minute BIGINT,
    burst BIGINT, offset_seconds BIGINT, frozen_at BIGINT, is_seeded BOOLEAN, has_failures BOOLEAN,
    has_endpoints BOOLEAN
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = azotte_sandbox, pg_temp
AS $$
BEGIN
    RETURN QUERY
        SELECT api_key.id, api_key.public_part, api_key.hash, api_key.tenant, api_key.environment, api_key.type,
            api_key.name, api_key.created, api_key.expires_at, api_key.revoked_at, api_key.replaced_by, api_key.last_used_at,
            api_key.imported, api_key.per_minute, api_key.burst, tenant.offset_seconds, tenant.frozen_at,
            EXISTS (SELECT 1 FROM id_seed WHERE id_seed.tenant = tenant.id),
            EXISTS (SELECT 1 FROM failure WHERE failure.tenant = tenant.id),
            EXISTS (SELECT 1 FROM webhook_endpoint AS e WHERE e.tenant = tenant.id AND e.removed = 0)
        FROM api_key JOIN tenant ON tenant.id = api_key.tenant
        WHERE api_key.public_part = ANY (public_parts);
END
$$;

REVOKE ALL ON FUNCTION find_api_keys FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_api_keys TO azotte_sandbox_tenant;
GRANT CREATE ON SCHEMA azotte_sandbox TO azotte_sandbox_operator;
ALTER FUNCTION find_api_keys OWNER TO azotte_sandbox_operator;
REVOKE CREATE ON SCHEMA azotte_sandbox FROM azotte_sandbox_operator;
