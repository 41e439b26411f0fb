# Copied from templates/python/runtime/transports/_tls.py: edit there, not here.
"""The `verify` argument."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

from azotte._base_errors import InvalidArgumentError


def with_bundle(verify: bool | str | ssl.SSLContext) -> bool | ssl.SSLContext:
    """Return the argument with the path of a CA bundle made into a context that trusts it.

    Args:
        verify: A path, a context, or whether to check; `True` takes the path in SSL_CERT_FILE or SSL_CERT_DIR if there is one.

    Raises:
        InvalidArgumentError: The bundle cannot be read.
    """
    name = "verify"
    if verify is True:
        name = next(
            (name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)), ""
        )
        verify = os.environ.get(name) or True
    if not isinstance(verify, str):
        return verify
    try:
        if Path(verify).is_dir():
            return ssl.create_default_context(capath=verify)
        return ssl.create_default_context(cafile=verify)
    except (OSError, ValueError) as error:  # of which ssl.SSLError is one
        raise InvalidArgumentError(
            f"Cannot read the CA bundle {verify!r} ({error}); set {name} to the path of a PEM file",
            "verify",
        ) from None
