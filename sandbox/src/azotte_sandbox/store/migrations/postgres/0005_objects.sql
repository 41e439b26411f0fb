-- The objects of all kinds whose behaviour the contract describes. A new kind needs no table.

CREATE TABLE object (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    scope TEXT NOT NULL,
    hidden BIGINT NOT NULL,
    created BIGINT NOT NULL,
    doc BYTEA NOT NULL
);

-- The ID of a deleted object can be used again, where clients choose IDs.
CREATE UNIQUE INDEX object_id ON object (tenant, environment, kind, id) WHERE hidden = 0;
CREATE INDEX object_place ON object (tenant, environment, kind, id, seq);
CREATE INDEX object_page ON object (tenant, environment, kind, seq) WHERE hidden = 0;
CREATE INDEX object_scope ON object (tenant, environment, kind, scope, seq) WHERE hidden = 0;

-- The values of fields that lists are filtered by or that are unique: text, and its number if it is one. An array has a
-- row for each item. Texts are compared byte by byte, as SQLite does.
CREATE TABLE object_field (
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    number DOUBLE PRECISION,
    is_unique BIGINT NOT NULL,
    object BIGINT NOT NULL REFERENCES object (seq)
);

CREATE INDEX object_field_value ON object_field (tenant, environment, kind, name, value, object);
CREATE INDEX object_field_object ON object_field (object, name);
CREATE UNIQUE INDEX object_field_unique ON object_field (tenant, environment, kind, name, value) WHERE is_unique = 1;

-- Which fields of a kind have rows; a kind is indexed again when the contract has others.
CREATE TABLE object_kind (
    kind TEXT PRIMARY KEY,
    fields TEXT NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON object, object_field, object_kind TO azotte_sandbox_operator;
GRANT SELECT, INSERT, UPDATE ON object TO azotte_sandbox_tenant;
GRANT SELECT, INSERT, DELETE ON object_field TO azotte_sandbox_tenant;

DO $$
DECLARE
    name TEXT;
    world CONSTANT TEXT := 'tenant = current_setting(''azotte.tenant'', true)'
        ' AND environment = current_setting(''azotte.environment'', true)';
BEGIN
    FOREACH name IN ARRAY ARRAY['object', 'object_field'] LOOP
        EXECUTE format('CREATE POLICY world ON %I TO azotte_sandbox_tenant USING (%s) WITH CHECK (%s)', name, world, world);
        EXECUTE format('CREATE POLICY every_world ON %I TO azotte_sandbox_operator USING (true) WITH CHECK (true)', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;
