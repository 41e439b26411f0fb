# Copied from templates/python/runtime/transports/_tls.py: edit there, not here.
"""The `verify` argument."""

from __future__ import annotations

import ssl


def with_bundle(verify: bool | str | ssl.SSLContext) -> bool | ssl.SSLContext:
    """Return the argument with a path made into a context that trusts the CA bundle there."""
    return ssl.create_default_context(cafile=verify) if isinstance(verify, str) else verify
