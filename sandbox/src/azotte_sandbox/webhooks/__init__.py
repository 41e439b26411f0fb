"""Telling the integrator's server what happened.

`events` builds an event and queues it with the change that caused it, `outbox` keeps what waits, `endpoints` holds
who is told; `sign` signs, `target` says where may be sent to, `deliver` sends and `post` is the HTTP of it.
"""
