# Copied from templates/python/runtime/_signatures.py: edit there, not here.
"""Signatures of webhook deliveries: HMAC-SHA256 in hexadecimal.

Two forms are known: `sha256=<hex>` over the body, and `t=<unix>,v1=<hex>` over `<t>.<body>`, with several `v1` while a secret is
rotated. Only the second can tell that a delivery is sent again.
"""

from __future__ import annotations

import hmac
import math
import re
import time
from collections.abc import Iterable, Sequence
from functools import partial

from azotte._errors import InvalidArgumentError, SignatureError
from azotte._secret import Secret

_HEX = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"[0-9]{1,12}")
_LONGEST_HEADER = 1000


def check(
    body: bytes,
    signature: str,
    secrets: Sequence[Secret],
    *,
    tolerance: float,
    require_timestamp: bool,
    now: float | None = None,
) -> None:
    """Check a delivery's signature.

    Raises:
        SignatureError: It is missing, malformed, wrong, or not of now.
        InvalidArgumentError: The tolerance is not a number of seconds.
    """
    if not (math.isfinite(tolerance) and tolerance >= 0):
        raise InvalidArgumentError(
            f"tolerance must be a finite number of seconds, not {tolerance!r}", "tolerance"
        )
    if not signature or len(signature) > _LONGEST_HEADER:
        raise SignatureError(
            "The delivery has no signature; check that the header reaches your code"
        )

    timestamp, digests = _read(signature)
    if timestamp is None and require_timestamp:
        raise SignatureError(
            "The signature has no time, so the delivery may be an old one sent again"
        )
    signed = body if timestamp is None else timestamp.encode() + b"." + body
    # Every pair is compared, so that the time taken does not tell which matched.
    matches = [
        hmac.compare_digest(_digest(each, signed), digest) for each in secrets for digest in digests
    ]
    if not any(matches):
        raise SignatureError(
            "The signature does not match; check that the secret is this endpoint's and that the body is as it came"
        )
    if timestamp is not None:
        age = (time.time() if now is None else now) - int(timestamp)
        if abs(age) > tolerance:
            when = f"{age:.0f} s ago" if age > 0 else f"{-age:.0f} s from now"
            raise SignatureError(
                f"The delivery was signed {when}, more than {tolerance:g} s from this machine's clock"
            )


def sign(
    body: bytes | str,
    secret: str | Secret,
    *,
    timestamp: int | None = None,
    with_timestamp: bool = True,
) -> str:
    """Sign a delivery, for tests of your own endpoint.

    Args:
        body: The body to be delivered.
        secret: The endpoint's secret.
        timestamp: When it is signed, in Unix seconds; now if left out.
        with_timestamp: Whether to write the form `t=…,v1=…` instead of `sha256=…`.

    Returns:
        The value of the signature header.

    Raises:
        InvalidArgumentError: The secret is empty or no text.
    """
    try:
        (key,) = secrets_of(secret)
    finally:
        del secret
    encoded = body.encode() if isinstance(body, str) else body
    if not with_timestamp:
        return f"sha256={_digest(key, encoded)}"
    seconds = int(time.time()) if timestamp is None else timestamp
    return f"t={seconds},v1={_digest(key, str(seconds).encode() + b'.' + encoded)}"


def secrets_of(given: str | Secret | Iterable[str | Secret]) -> list[Secret]:
    """Wrap one secret or several, so that no traceback shows them.

    Raises:
        InvalidArgumentError: There is none, or one is empty or no text.
    """
    try:
        secrets = [
            *map(
                partial(Secret, argument="secret"),
                (given,)
                if isinstance(given, (str, bytes, bytearray)) or not isinstance(given, Iterable)
                else given,
            )
        ]
    finally:
        del given
    if not secrets or not all(secrets):
        # With an empty key anyone can sign.
        raise InvalidArgumentError(
            "secret is empty; give the endpoint's secret from the portal", "secret"
        )
    return secrets


def _digest(secret: Secret, signed: bytes) -> str:
    return hmac.new(secret.reveal().encode(), signed, "sha256").hexdigest()


def _read(signature: str) -> tuple[str | None, list[str]]:
    """Return the time, `None` in the form without one, and the digests of a signature header."""
    parts = [part.strip().partition("=") for part in signature.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    digests = [value for name, _, value in parts if name == "v1" and _HEX.fullmatch(value)]
    if times or digests:
        # Never falls back to the form without a time: an attacker could cut the time off.
        if len(times) != 1 or not _TIME.fullmatch(times[0]) or not digests:
            raise SignatureError(
                "The signature is malformed: expected t=<seconds>,v1=<64 hexadecimal digits>"
            )
        return times[0], digests
    plain = [value for name, _, value in parts if name == "sha256" and _HEX.fullmatch(value)]
    if len(parts) != 1 or not plain:
        raise SignatureError("The signature is malformed: expected t=…,v1=… or sha256=…")
    return None, plain
