-- `due_at` is set for what may be sent alone, the first in line of an endpoint and an object, so that its index holds
-- nothing that has to wait.

ALTER TABLE delivery ALTER COLUMN due_at DROP NOT NULL;

-- The policies bind the owner too.
SET LOCAL ROLE azotte_sandbox_operator;
UPDATE delivery SET due_at = NULL WHERE state <> 'waiting' OR EXISTS (
    SELECT FROM delivery AS earlier
    WHERE earlier.endpoint = delivery.endpoint AND earlier.subject = delivery.subject AND earlier.state = 'waiting'
        AND earlier.id < delivery.id
);
RESET ROLE;

DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery (endpoint, due_at, id) WHERE due_at IS NOT NULL;

-- Whoever queues a delivery asks whether one waits before it.
GRANT SELECT (endpoint, subject, state) ON delivery TO azotte_sandbox_tenant;
