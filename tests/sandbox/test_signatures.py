"""A receiver that follows the documentation accepts what the sandbox signs, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azotte_sandbox.webhooks.sign import (
    FORMS,
    SIGNATURE_HEADER,
    new_secret,
    signature,
    signature_headers,
)

CONTRACT = json.loads(Path("generated/openapi.json").read_bytes())
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SHA256 = "80ec8a89ce3cd22133a1066caecb4d04fea7467657c8514d717ec42c38a5c94c"
V1 = "2e37df5d4a028c51a7f3133d64ae1e300d2c2c900f1b1d49d4369ad2530f8964"

bodies = st.binary(max_size=300)
times = st.integers(0, 10**12 - 1)
secret_lists = st.lists(st.builds(new_secret), min_size=1, max_size=3)


def documented_check(secret: str, header: str, body: bytes) -> bool:
    """What the platform's documentation tells a receiver to do."""
    if header.startswith("sha256="):
        expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(header, f"sha256={expected}")
    (_, timestamp), *rest = (part.split("=", 1) for part in header.split(","))
    signed = timestamp.encode() + b"." + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return any(name == "v1" and hmac.compare_digest(value, expected) for name, value in rest)


def standard_check(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """What the Standard Webhooks specification tells a receiver to do."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split(" ")


def test_known_values() -> None:
    """Worked out with OpenSSL's command line, and the specification's own example."""
    body = b'{"test": 2432232314}'
    headers = dict(
        signature_headers("v1", [SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", body, 1614265330)
    )
    assert headers == {
        "azotte-signature": "t=1614265330,v1=" + V1,
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    assert signature("sha256", [SECRET], body, 0) == "sha256=" + SHA256


@settings(deadline=None)
@given(st.sampled_from(FORMS), secret_lists, bodies, times)
def test_every_secret_of_a_rotation_is_enough(
    form: str, secrets: list[str], body: bytes, at: int
) -> None:
    headers = dict(signature_headers(form, secrets, "evt_1", body, at))
    for secret in secrets:
        assert standard_check(secret, headers, body)
        if form == "v1":
            assert documented_check(secret, headers[SIGNATURE_HEADER], body)
    # One value is all that this form can carry: that of the newest secret.
    assert documented_check(secrets[0], headers[SIGNATURE_HEADER], body)


@settings(deadline=None)
@given(st.sampled_from(FORMS), secret_lists, bodies, times, st.data())
def test_a_changed_body_is_not_accepted(
    form: str, secrets: list[str], body: bytes, at: int, data: st.DataObject
) -> None:
    headers = dict(signature_headers(form, secrets, "evt_1", body, at))
    changed = data.draw(bodies.filter(lambda other: other != body))
    for secret in secrets:
        assert not documented_check(secret, headers[SIGNATURE_HEADER], changed)
        assert not standard_check(secret, headers, changed)


@settings(deadline=None)
@given(secret_lists, bodies, times, st.integers(1, 1000))
def test_the_time_is_signed(secrets: list[str], body: bytes, at: int, later: int) -> None:
    headers = dict(signature_headers("v1", secrets, "evt_1", body, at))
    moved = headers[SIGNATURE_HEADER].replace(f"t={at},", f"t={at + later},")
    headers["webhook-timestamp"] = str(at + later)
    for secret in secrets:
        assert not documented_check(secret, moved, body)
        assert not standard_check(secret, headers, body)


@settings(deadline=None)
@given(st.sampled_from(FORMS), secret_lists, bodies, times)
def test_another_secret_does_not_verify(
    form: str, secrets: list[str], body: bytes, at: int
) -> None:
    headers = dict(signature_headers(form, secrets, "evt_1", body, at))
    assert not documented_check(new_secret(), headers[SIGNATURE_HEADER], body)
    assert not standard_check(new_secret(), headers, body)


@settings(deadline=None)
@given(st.sampled_from(FORMS), secret_lists, bodies, times)
def test_the_value_is_what_the_contract_says(
    form: str, secrets: list[str], body: bytes, at: int
) -> None:
    parameters = [
        parameter
        for item in CONTRACT["webhooks"].values()
        for parameter in item["post"]["parameters"]
    ]
    assert {parameter["$ref"] for parameter in parameters} == {
        "#/components/parameters/AzotteSignature"
    }
    header = CONTRACT["components"]["parameters"]["AzotteSignature"]
    assert header["name"] == SIGNATURE_HEADER
    assert re.search(header["schema"]["pattern"], signature(form, secrets, body, at))


def test_secrets_are_long_and_never_the_same() -> None:
    secrets = {new_secret() for _ in range(1000)}
    assert len(secrets) == 1000
    for secret in secrets:
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32


def test_unknown_form_is_named() -> None:
    with pytest.raises(ValueError, match=r"signature form: 'v2'\. Use one of sha256, v1"):
        signature("v2", [SECRET], b"", 0)
