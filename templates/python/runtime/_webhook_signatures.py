"""Signatures of webhook deliveries: HMAC-SHA256 in hexadecimal.

Two forms are known: `sha256=<hex>` over the body, and `t=<unix>,v1=<hex>` over `<t>.<body>`, with several `v1` while a secret is
rotated. Only the second can tell that a delivery is sent again.
"""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol, cast

from azotte._base_errors import InvalidArgumentError, SignatureError
from azotte._secret import Secret
from azotte._wire import seconds

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
    if tolerance != 0:
        seconds(tolerance, "tolerance")
    if len(signature) > _LONGEST_HEADER:
        raise SignatureError("The signature is malformed: it is too long")

    timestamp, digests = _read(signature)
    if timestamp is None and require_timestamp:
        raise SignatureError(
            "The signature has no time, so the delivery may be an old one that was sent again"
        )
    signed = body if timestamp is None else timestamp.encode() + b"." + body
    # Every pair is compared, so that the time taken does not tell which matched.
    matches = [
        hmac.compare_digest(_digest(each, signed), digest) for each in secrets for digest in digests
    ]
    if not any(matches):
        raise SignatureError(
            "The signature does not match; check that the secret is this endpoint's and that the body is the raw request body"
        )
    if timestamp is not None:
        age = (time.time() if now is None else now) - int(timestamp)
        if abs(age) > tolerance:
            when = f"{age:.0f} s ago" if age > 0 else f"{-age:.0f} s from now"
            raise SignatureError(
                f"The delivery was signed {when}, more than {tolerance:g} s from this machine's clock"
            )


class Headers(Protocol):
    """The headers of a request, as web frameworks give them."""

    def get(self, name: str, /) -> Any:
        """Return a header's value; `None` if there is no such header."""
        ...


def raw_body(body: object) -> bytes:
    """Return a request body as bytes.

    Raises:
        SignatureError: It is not a raw body.
    """
    if isinstance(body, str):
        try:
            return body.encode()
        except UnicodeEncodeError:
            raise SignatureError("The body is not valid text; pass its bytes") from None
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(cast("bytes", body))
    raise SignatureError(
        f"The body is {type(body).__name__}; pass the raw request body, as bytes or text that was not parsed"
    )


def signature_of(given: object, header: str) -> str:
    """Return the signature from a request's headers, or from what was given as the header's value.

    Args:
        given: The headers, the value, or `None`.
        header: The header's name.

    Raises:
        SignatureError: There is none.
    """
    value = given
    if isinstance(given, Mapping):
        # Of a plain dictionary, in whatever case its names are.
        named = cast("Mapping[object, object]", given)
        value = next((named[name] for name in named if _is_name(name, header)), None)
    elif callable(get := getattr(given, "get", None)):
        value = get(header)
    if isinstance(value, list) and len(cast("list[object]", value)) == 1:
        (value,) = cast("list[object]", value)
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str) or not value:
        raise SignatureError(
            f"The delivery has no header {header}; check that it reaches your code"
        )
    return value


def _is_name(name: object, header: str) -> bool:
    return isinstance(name, str) and name.lower() == header.lower()


def sign(
    body: bytes | str,
    secret: str | Secret,
    *,
    timestamp: int | None = None,
    with_timestamp: bool = True,
) -> str:
    """Return the signature of a delivery, for tests of your own endpoint.

    Args:
        body: The request body.
        secret: The endpoint's secret.
        timestamp: Time of the signature, in Unix seconds. Defaults to now.
        with_timestamp: Whether to write the form `t=…,v1=…` instead of `sha256=…`.

    Returns:
        The value of the signature header.

    Raises:
        InvalidArgumentError: The secret is empty or not text.
        SignatureError: The body is not bytes or text.
    """
    try:
        (key,) = secrets_of(secret)
    finally:
        del secret
    encoded = raw_body(body)
    if not with_timestamp:
        return f"sha256={_digest(key, encoded)}"
    signed_at = int(time.time()) if timestamp is None else timestamp
    return f"t={signed_at},v1={_digest(key, str(signed_at).encode() + b'.' + encoded)}"


def secrets_of(given: object) -> list[Secret]:
    """Wrap one secret or several, so that no traceback shows them. Those that are not set are ignored.

    Raises:
        InvalidArgumentError: None is set, or one is not text.
    """
    several = isinstance(given, Iterable) and not isinstance(given, (str, bytes, bytearray))
    each = cast("Iterable[str]", given if several else (given,))
    try:
        secrets = [*map(partial(Secret, argument="secret"), filter(_is_set, each))]
    finally:
        del given, each
    if not secrets:
        # With an empty key anyone can sign.
        raise InvalidArgumentError(
            "There is no webhook secret; set the endpoint's secret from the portal", "secret"
        )
    return secrets


def _is_set(secret: object) -> bool:
    return secret is not None and secret != "" and not (isinstance(secret, Secret) and not secret)


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
