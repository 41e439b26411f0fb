"""Signs deliveries in the two forms that the platform documents, and in the form of Standard Webhooks.

An endpoint gets one of the platform's forms in `azotte-signature`. `sha256=<hex>` signs the body, which can be replayed
at any time. `t=<unix>,v1=<hex>` signs `<t>.<body>`. Each delivery also has the three Standard Webhooks headers, for
receivers with a library for them.

During a rotation there are two secrets, newest first. A form that allows several signatures has one for each. `sha256=`
has only the signature of the newest secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets as random
from collections.abc import Sequence

SIGNATURE_HEADER = "azotte-signature"
FORMS = ("sha256", "v1")

_PREFIX = "whsec_"
_SECRET_BYTES = 32  # Standard Webhooks requires 24 to 64


def new_secret() -> str:
    """Return a fresh signing secret: `whsec_` and 256 random bits in base64."""
    return _PREFIX + base64.b64encode(random.token_bytes(_SECRET_BYTES)).decode()


def signature_headers(
    form: str, secrets: Sequence[str], event_id: str, body: bytes, at: int
) -> list[tuple[str, str]]:
    """Return the signature headers of a delivery.

    Args:
        form: `sha256` or `v1`, as configured for the endpoint.
        secrets: the endpoint's secrets as `new_secret` makes them, newest first.
        event_id: ID of the event, which is the same at each attempt.
        body: the raw body.
        at: Time of the attempt, in Unix seconds.

    Raises:
        ValueError: The form is not one of `FORMS`.
    """
    return [
        (SIGNATURE_HEADER, signature(form, secrets, body, at)),
        ("webhook-id", event_id),
        ("webhook-timestamp", str(at)),
        ("webhook-signature", standard_signature(secrets, event_id, body, at)),
    ]


def signature(form: str, secrets: Sequence[str], body: bytes, at: int) -> str:
    """Return the value of `azotte-signature`. The key is the whole secret as text."""
    if form == "sha256":
        return "sha256=" + _hmac(secrets[0].encode(), body).hex()
    if form == "v1":
        signed = b"%d.%b" % (at, body)
        return f"t={at}," + ",".join(f"v1={_hmac(s.encode(), signed).hex()}" for s in secrets)
    raise ValueError(f"Unknown signature form: {form!r}. Use one of {', '.join(FORMS)}.")


def standard_signature(secrets: Sequence[str], event_id: str, body: bytes, at: int) -> str:
    """Return the value of `webhook-signature`. The key is what the secret's base64 stands for.

    Source: the Standard Webhooks specification, "Signature scheme".
    """
    signed = b"%b.%d.%b" % (event_id.encode(), at, body)
    keys = [base64.b64decode(secret.removeprefix(_PREFIX)) for secret in secrets]
    return " ".join(f"v1,{base64.b64encode(_hmac(key, signed)).decode()}" for key in keys)


def _hmac(key: bytes, signed: bytes) -> bytes:
    return hmac.digest(key, signed, hashlib.sha256)
