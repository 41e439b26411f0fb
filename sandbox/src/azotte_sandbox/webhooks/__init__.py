"""Webhooks: events, queue, endpoints and deliveries.

`events` builds an event and queues it in the transaction of its change. `outbox` is the queue, and `endpoints` has the
receivers. `sign` signs, `target` checks URLs, `deliver` sends and retries, and `post` is the HTTP client.
"""
