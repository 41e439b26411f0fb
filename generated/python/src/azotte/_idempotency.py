# Copied from templates/python/runtime/_idempotency.py: edit there, not here.
"""Keys that make a write safe to repeat."""

from __future__ import annotations

import os


def new_idempotency_key() -> str:
    """Return a new random key.

    Store it with your order before the call and give it as `idempotency_key`: after a crash the same call with the same key
    does not act twice. Calls without one make their own.
    """
    return os.urandom(16).hex()
