"""Signs deliveries: in the two forms that the platform documents, and in that of Standard Webhooks.

Of the platform's forms an endpoint gets one, in `azotte-signature`: `sha256=<hex>` over the body, which
can be replayed for ever, or `t=<unix>,v1=<hex>` over `<t>.<body>`. The three Standard Webhooks headers
stand beside it for receivers that have a library for those; they never collide.

While a secret is being rotated there are two, newest first. A form that can carry several signatures
carries one for each; `sha256=` can carry one only, and that is the newest secret's.
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
_SECRET_BYTES = 32  # Standard Webhooks asks for 24 to 64


def new_secret() -> str:
    """Return a fresh signing secret: `whsec_` and 256 random bits in base64."""
    return _PREFIX + base64.b64encode(random.token_bytes(_SECRET_BYTES)).decode()


def signature_headers(
    form: str, secrets: Sequence[str], event_id: str, body: bytes, at: int
) -> list[tuple[str, str]]:
    """Return the headers that prove where a delivery comes from.

    Args:
        form: `sha256` or `v1`, as the endpoint is set.
        secrets: the endpoint's secrets as `new_secret` makes them, newest first.
        event_id: the event's id, the same at every attempt.
        body: the raw body.
        at: when it is sent, in Unix seconds; fresh at every attempt.

    Raises:
        ValueError: the form is not one of `FORMS`.
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
    raise ValueError(f"There is no signature form {form!r}. Use one of {', '.join(FORMS)}.")


def standard_signature(secrets: Sequence[str], event_id: str, body: bytes, at: int) -> str:
    """Return the value of `webhook-signature`. The key is what the secret's base64 stands for.

    Source: the Standard Webhooks specification, "Signature scheme".
    """
    signed = b"%b.%d.%b" % (event_id.encode(), at, body)
    keys = [base64.b64decode(secret.removeprefix(_PREFIX)) for secret in secrets]
    return " ".join(f"v1,{base64.b64encode(_hmac(key, signed)).decode()}" for key in keys)


def _hmac(key: bytes, signed: bytes) -> bytes:
    return hmac.digest(key, signed, hashlib.sha256)
