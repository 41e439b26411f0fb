-- Each tenant has a clock: real time plus an offset, or the time at which it stands still.

ALTER TABLE tenant ADD COLUMN offset_seconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tenant ADD COLUMN frozen_at INTEGER;
UPDATE tenant SET offset_seconds = (SELECT offset_seconds FROM clock);
DROP TABLE clock;

DROP INDEX subscription_due;
CREATE INDEX subscription_due ON subscription (tenant, due_at, seq) WHERE due_at IS NOT NULL;
DROP INDEX idempotency_created;
CREATE INDEX idempotency_created ON idempotency (tenant, created);

-- Tenants whose objects get the same IDs in each run, and how many IDs each environment has had.
CREATE TABLE id_seed (
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    seed TEXT NOT NULL,
    made INTEGER NOT NULL,
    PRIMARY KEY (tenant, environment)
) STRICT, WITHOUT ROWID;

-- Failures that were asked for. `rule` is JSON; `remaining` counts the requests that the rule still applies to.
CREATE TABLE failure (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    remaining INTEGER,
    rule TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX failure_id ON failure (tenant, environment, id);

CREATE TABLE snapshot (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenant (id),
    name TEXT,
    created INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;

CREATE INDEX snapshot_tenant ON snapshot (tenant, created);

-- Times here are real milliseconds.
CREATE TABLE delivery_attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    delivery INTEGER NOT NULL REFERENCES delivery (id),
    attempt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    status INTEGER,
    reason TEXT NOT NULL,
    response BLOB NOT NULL,
    retry_at INTEGER
) STRICT;

CREATE INDEX delivery_attempt_world ON delivery_attempt (tenant, environment, id);
CREATE INDEX delivery_attempt_delivery ON delivery_attempt (delivery);
