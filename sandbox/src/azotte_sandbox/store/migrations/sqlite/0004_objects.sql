-- The objects of all kinds whose behaviour the contract describes. A new kind needs no table.

CREATE TABLE object (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    scope TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    created INTEGER NOT NULL,
    doc BLOB NOT NULL
) STRICT;

-- The ID of a deleted object can be used again, where clients choose IDs.
CREATE UNIQUE INDEX object_id ON object (tenant, environment, kind, id) WHERE hidden = 0;
CREATE INDEX object_place ON object (tenant, environment, kind, id, seq);
CREATE INDEX object_page ON object (tenant, environment, kind, seq) WHERE hidden = 0;
CREATE INDEX object_scope ON object (tenant, environment, kind, scope, seq) WHERE hidden = 0;

-- The values of fields that lists are filtered by or that are unique: text, and its number if it is one. An array has a
-- row for each item.
CREATE TABLE object_field (
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    number REAL,
    is_unique INTEGER NOT NULL,
    object INTEGER NOT NULL REFERENCES object (seq)
) STRICT;

CREATE INDEX object_field_value ON object_field (tenant, environment, kind, name, value, object);
CREATE INDEX object_field_object ON object_field (object, name);
CREATE UNIQUE INDEX object_field_unique ON object_field (tenant, environment, kind, name, value) WHERE is_unique = 1;

-- Which fields of a kind have rows; a kind is indexed again when the contract has others.
CREATE TABLE object_kind (
    kind TEXT PRIMARY KEY,
    fields TEXT NOT NULL
) STRICT;
