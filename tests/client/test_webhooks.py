"""Webhook deliveries as web frameworks hand them over; the README's endpoints, each in its framework."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from starlette.datastructures import Headers as StarletteHeaders
from werkzeug.datastructures import Headers as WerkzeugHeaders

import azotte
from azotte import Secret, webhooks
from azotte.errors import AzotteError, InvalidArgumentError, InvalidEventError, SignatureError

README = Path(azotte.__file__).parents[2] / "README.md"
SECRET = "whsec_1234567890abcdef"
BODY = b'{"id":"evt_1","object":"event","type":"customer.merged","created":1,"data":{}}'
HEADER = webhooks.SIGNATURE_HEADER


def message(name: str, value: str) -> Message:
    made = Message()
    made[name] = value
    return made


HEADER_MAPS: dict[str, Callable[[str], Any]] = {
    "value": lambda value: value,
    "bytes": lambda value: value.encode(),
    "dictionary": lambda value: {HEADER: value},
    "lower-case dictionary": lambda value: {HEADER.lower(): value, "x": 1},
    "upper-case dictionary": lambda value: {HEADER.upper(): value},
    "dictionary of lists": lambda value: {HEADER: [value]},
    "read-only mapping": lambda value: MappingProxyType({HEADER: value}),
    "Flask": lambda value: WerkzeugHeaders([(HEADER, value)]),
    "FastAPI": lambda value: StarletteHeaders({HEADER: value}),
    "http.server": lambda value: message(HEADER, value),
}


@pytest.mark.parametrize("kind", HEADER_MAPS)
def test_headers_of_each_framework_are_accepted(kind: str) -> None:
    headers = HEADER_MAPS[kind](webhooks.sign(BODY, SECRET))
    assert webhooks.verify(BODY, headers, SECRET).id == "evt_1"


@pytest.mark.parametrize(
    "headers",
    [
        *(None, "", b"", {}, {HEADER: None}, {HEADER: ""}, {HEADER: []}, {HEADER: 5}, 5, object()),
        *(WerkzeugHeaders(), StarletteHeaders({}), Message(), {HEADER: ["a", "b"]}, "t=1", "\x00"),
    ],
    ids=lambda headers: type(headers).__name__,
)
def test_a_missing_signature_is_a_signature_error(headers: Any) -> None:
    with pytest.raises(SignatureError):
        webhooks.verify(BODY, headers, SECRET)


@pytest.mark.parametrize(
    "body", [None, {}, {"id": "evt_1"}, [], 5, object, "\ud800", 1.5], ids=repr
)
def test_a_body_that_is_not_raw_is_a_signature_error(body: Any) -> None:
    with pytest.raises(SignatureError, match="body"):
        webhooks.verify(body, webhooks.sign(BODY, SECRET), SECRET)


@pytest.mark.parametrize("body", [BODY, BODY.decode(), bytearray(BODY), memoryview(BODY)], ids=type)
def test_a_raw_body_is_bytes_or_text(body: Any) -> None:
    assert webhooks.verify(body, webhooks.sign(body, SECRET), SECRET).id == "evt_1"


@pytest.mark.parametrize(
    "secrets",
    [
        [SECRET, None],
        [None, SECRET],
        ["", SECRET],
        (Secret(SECRET), Secret("")),
        {SECRET, None},
        {None: 0, SECRET: 1}.keys(),
    ],
    ids=["None last", "None first", "empty first", "tuple", "set", "keys"],
)
def test_a_secret_that_is_not_set_is_ignored_beside_one_that_is(secrets: Any) -> None:
    assert webhooks.verify(BODY, webhooks.sign(BODY, SECRET), secrets).id == "evt_1"


@pytest.mark.parametrize("secrets", [None, "", [], [None, ""], [Secret("")], (None,)], ids=str)
def test_no_secret_is_a_configuration_error(secrets: Any) -> None:
    """It is not a 400: each delivery would be rejected, and nobody would know why."""
    with pytest.raises(InvalidArgumentError, match="no webhook secret"):
        webhooks.verify(BODY, webhooks.sign(BODY, SECRET), secrets)
    # What anybody can sign with.
    with pytest.raises(InvalidArgumentError):
        webhooks.verify(BODY, "t=1,v1=" + "0" * 64, secrets)


@pytest.mark.parametrize("tolerance", [-1, float("nan"), float("inf"), "5", None, True], ids=repr)
def test_a_tolerance_that_is_not_a_number_of_seconds(tolerance: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="tolerance"):
        webhooks.verify(BODY, webhooks.sign(BODY, SECRET), SECRET, tolerance=tolerance)


def test_an_event_error_shows_no_control_characters() -> None:
    body = json.dumps({"id": "evt_1", "object": "\x1b[2J", "type": "customer.created"})
    with pytest.raises(InvalidEventError) as caught:
        webhooks.verify(body, webhooks.sign(body, SECRET), SECRET)
    assert str(caught.value).isprintable()


ENDPOINTS = {
    "fastapi": """
import asyncio
def deliver(body, headers):
    sent = []
    async def receive(): return {"type": "http.request", "body": body}
    async def send(message): sent.append(message)
    scope = {"type": "http", "method": "POST", "path": "/webhooks", "query_string": b"",
             "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()]}
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"]
""",
    "flask": """
def deliver(body, headers):
    return flask_app.test_client().post("/webhooks", data=body, headers=headers).status_code
""",
    "django": """
import django
from django.conf import settings
settings.configure(ALLOWED_HOSTS=["*"])
django.setup()
from django.test import RequestFactory
def deliver(body, headers):
    request = RequestFactory().post("/webhooks", body, "application/json", headers=headers)
    return delivery(request).status_code
""",
}

CHECK = """
import json, sys
from azotte import webhooks
known = json.dumps({"id": "evt_1", "object": "event", "type": "customer.merged", "created": 1, "data": {}})
signed = lambda body: {webhooks.SIGNATURE_HEADER: webhooks.sign(body, "whsec_1")}
print([
    deliver(known.encode(), signed(known)),
    deliver(EVENT.encode(), signed(EVENT)),
    deliver(known.encode() + b" ", signed(known)),
    deliver(known.encode(), {}),
    deliver(b"", {}),
    deliver(b"[]", signed("[]")),
])
"""


@pytest.mark.parametrize("framework", ENDPOINTS)
def test_the_readme_s_endpoint_works_in_its_framework(framework: str, example: Any) -> None:
    examples = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (endpoint,) = [each for each in examples if f"from {framework}" in each]
    event = json.dumps(example("CustomerCreatedEvent"))
    program = f"{endpoint}\nEVENT = {event!r}\n{ENDPOINTS[framework]}{CHECK}"
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": os.pathsep.join(sys.path), "AZOTTE_WEBHOOK_SECRET": "whsec_1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.stdout.splitlines()[-1:] == ["[200, 200, 400, 400, 400, 400]"], result.stderr


def test_signing_takes_raw_bodies_only() -> None:
    with pytest.raises(AzotteError):
        webhooks.sign({"id": "evt_1"}, SECRET)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
