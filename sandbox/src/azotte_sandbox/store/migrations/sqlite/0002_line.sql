-- `due_at` is set for what may be sent alone, the first in line of an endpoint and an object, so that its index holds
-- nothing that has to wait. An id never comes again (AUTOINCREMENT), not after a reset either: an attempt of before
-- would speak for another event. A column changes in a new table only.

CREATE TABLE new_delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    endpoint TEXT NOT NULL REFERENCES webhook_endpoint (id),
    event_seq INTEGER NOT NULL REFERENCES event (seq),
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER,
    last_attempt_at INTEGER,
    last_result TEXT
) STRICT;

INSERT INTO new_delivery
SELECT id, endpoint, event_seq, subject, state, attempts,
    CASE WHEN id = (
        SELECT MIN(id) FROM delivery AS first
        WHERE first.endpoint = delivery.endpoint AND first.subject = delivery.subject AND first.state = 'waiting'
    ) THEN due_at END,
    last_attempt_at, last_result
FROM delivery;

DROP TABLE delivery;
ALTER TABLE new_delivery RENAME TO delivery;

CREATE INDEX delivery_due ON delivery (endpoint, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_order ON delivery (endpoint, subject, id) WHERE state = 'waiting';
CREATE INDEX delivery_event ON delivery (event_seq);
