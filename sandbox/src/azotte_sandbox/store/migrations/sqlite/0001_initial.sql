-- Platform data. Every table leads with the world (tenant, environment), and so does every index but those of the
-- sandbox's own housekeeping. `seq` orders a list: rows are never removed, so it only grows and stays a good cursor.

CREATE TABLE tenant (
    id TEXT PRIMARY KEY,
    name TEXT,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE api_key (
    id TEXT PRIMARY KEY,
    public_part BLOB NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    tenant TEXT NOT NULL REFERENCES tenant (id),
    environment TEXT NOT NULL,
    type TEXT NOT NULL,
    name TEXT,
    created INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    replaced_by TEXT,
    last_used_at INTEGER,
    imported INTEGER NOT NULL,
    per_minute INTEGER,
    burst INTEGER
) STRICT;

-- Not unique: of imported keys several may begin alike.
CREATE INDEX api_key_public_part ON api_key (public_part);
CREATE INDEX api_key_tenant ON api_key (tenant, environment, created);

CREATE TABLE key_audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    key_id TEXT NOT NULL,
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT;

CREATE INDEX key_audit_tenant ON key_audit (tenant, seq);

CREATE TABLE clock (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    offset_seconds INTEGER NOT NULL
) STRICT;

INSERT INTO clock (id, offset_seconds) VALUES (1, 0);

CREATE TABLE customer (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    created INTEGER NOT NULL,
    email TEXT,
    doc BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX customer_id ON customer (tenant, environment, id);
CREATE INDEX customer_page ON customer (tenant, environment, seq) WHERE hidden = 0;
CREATE UNIQUE INDEX customer_email ON customer (tenant, environment, email) WHERE hidden = 0;

CREATE TABLE bundle (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    created INTEGER NOT NULL,
    doc BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX bundle_id ON bundle (tenant, environment, id);
CREATE INDEX bundle_page ON bundle (tenant, environment, seq) WHERE hidden = 0;

-- Which bundle a plan belongs to.
CREATE TABLE plan (
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    bundle TEXT NOT NULL,
    PRIMARY KEY (tenant, environment, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE subscription (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    created INTEGER NOT NULL,
    customer TEXT NOT NULL,
    status TEXT NOT NULL,
    plan TEXT NOT NULL,
    due_at INTEGER,
    billing BLOB NOT NULL,
    doc BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX subscription_id ON subscription (tenant, environment, id);
CREATE INDEX subscription_page ON subscription (tenant, environment, seq) WHERE hidden = 0;
CREATE INDEX subscription_customer ON subscription (tenant, environment, customer, seq) WHERE hidden = 0;
CREATE INDEX subscription_status ON subscription (tenant, environment, status, seq) WHERE hidden = 0;
CREATE INDEX subscription_plan ON subscription (tenant, environment, plan, seq) WHERE hidden = 0;
CREATE INDEX subscription_due ON subscription (due_at, seq) WHERE due_at IS NOT NULL;

CREATE TABLE entitlement (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    created INTEGER NOT NULL,
    customer TEXT NOT NULL,
    subscription TEXT NOT NULL,
    bundle TEXT NOT NULL,
    doc BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX entitlement_id ON entitlement (tenant, environment, id);
CREATE INDEX entitlement_customer ON entitlement (tenant, environment, customer, seq) WHERE hidden = 0;
CREATE INDEX entitlement_subscription ON entitlement (tenant, environment, subscription);

CREATE TABLE payment (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    created INTEGER NOT NULL,
    customer TEXT NOT NULL,
    payment_method TEXT NOT NULL,
    doc BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX payment_id ON payment (tenant, environment, id);
CREATE INDEX payment_page ON payment (tenant, environment, seq) WHERE hidden = 0;
CREATE INDEX payment_customer ON payment (tenant, environment, customer, seq);

CREATE TABLE idempotency (
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    created INTEGER NOT NULL,
    status INTEGER,
    body BLOB,
    PRIMARY KEY (tenant, environment, key)
) STRICT;

CREATE INDEX idempotency_created ON idempotency (created);

-- Events and their way to the endpoints. `subject` is the id of the object the event is about.
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    created INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX event_id ON event (tenant, environment, id);
CREATE INDEX event_page ON event (tenant, environment, seq);

CREATE TABLE webhook_endpoint (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    url TEXT NOT NULL,
    form TEXT NOT NULL,
    secrets TEXT NOT NULL,
    event_types TEXT,
    created INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    removed INTEGER NOT NULL
) STRICT;

CREATE INDEX webhook_endpoint_world ON webhook_endpoint (tenant, environment) WHERE removed = 0;

-- Times here are real seconds: a receiver's clock does not move with the sandbox's.
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    endpoint TEXT NOT NULL REFERENCES webhook_endpoint (id),
    event_seq INTEGER NOT NULL REFERENCES event (seq),
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    last_attempt_at INTEGER,
    last_result TEXT
) STRICT;

CREATE INDEX delivery_due ON delivery (due_at, id) WHERE state = 'waiting';
CREATE INDEX delivery_order ON delivery (endpoint, subject, id) WHERE state = 'waiting';
CREATE INDEX delivery_event ON delivery (event_seq);
