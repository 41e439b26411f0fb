"""Credentials of every kind, over every transport, against a server that records what it is sent."""

from __future__ import annotations

import logging
import pickle
import traceback
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from inspect import signature
from typing import Any
from urllib.parse import quote

import pytest

from codegen.errors import GenerationError
from codegen.model.operations import Api, Requirement
from codegen.python.credentials import read_credentials
from tests.client.recording import RecordingServer, ScriptedResponse
from tests.client.styles import KEY, TENANT
from tests.codegen.python.test_calls import TRANSPORTS, Caller, sent

TOKEN = "tok.5eCretTOKENtobeFOUND"
PASSWORD = "ada:5eCret&PASSWORD"
QUERY_KEY = "5eCret&QUERY/KEYtobeFOUND"

NO_KEY = {"api_key": None, "tenant_id": None}


@pytest.fixture(params=TRANSPORTS)
def call(request: pytest.FixtureRequest, package: Any, server: RecordingServer) -> Caller:
    return Caller(package, request.param, server.url)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "TENANT_ID", "PASSWORD", "QUERY_KEY", "OTHER_KEY"):
        monkeypatch.delenv(f"AZOTTE_{name}", raising=False)
    monkeypatch.delenv("GROWING_TOKEN", raising=False)


def with_token(client: Any) -> Any:
    return client.shapes.with_token()


def test_the_first_alternative_that_is_there_is_used(call: Caller, server: RecordingServer) -> None:
    call(with_token)
    assert (sent(server).headers["x-api-key"], sent(server).headers["x-tenant-id"]) == (KEY, TENANT)
    assert "authorization" not in sent(server).headers
    server.script(ScriptedResponse(204, b"", {}))
    call(with_token, token=TOKEN)
    assert sent(server).headers["authorization"] == f"Bearer {TOKEN}"
    assert not {"x-api-key", "x-tenant-id"} & {*sent(server).headers}


def test_a_token_is_enough_for_a_client(call: Caller, server: RecordingServer) -> None:
    call(with_token, token=TOKEN, **NO_KEY)
    assert sent(server).headers["authorization"] == f"Bearer {TOKEN}"


def test_a_token_comes_from_the_environment(
    call: Caller, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROWING_TOKEN", TOKEN)
    call(with_token, **NO_KEY)
    assert sent(server).headers["authorization"] == f"Bearer {TOKEN}"


def test_a_token_is_asked_for_again_after_a_401(call: Caller, server: RecordingServer) -> None:
    server.script(ScriptedResponse(401, b"{}"), ScriptedResponse(204, b"", {}))
    tokens = iter(["old", "new"])
    call(with_token, token=lambda: next(tokens))
    headers = [one.headers["authorization"] for one in server.received]
    assert headers == ["Bearer old", "Bearer new"]


def test_a_user_name_and_password(call: Caller, server: RecordingServer) -> None:
    call(lambda client: client.shapes.with_password(), password=PASSWORD, api_key=None)
    encoded = b64encode(PASSWORD.encode()).decode()
    assert sent(server).headers["authorization"] == f"Basic {encoded}"
    assert sent(server).headers["x-tenant-id"] == TENANT


def test_a_key_in_the_query(call: Caller, server: RecordingServer) -> None:
    call(lambda client: client.shapes.with_query_key(), query_key=QUERY_KEY, **NO_KEY)
    assert sent(server).query == f"api%20key={quote(QUERY_KEY, safe='')}"
    server.script(ScriptedResponse(204, b"", {}))
    call(lambda client: client.shapes.with_query_key(page=2), query_key=QUERY_KEY, **NO_KEY)
    assert sent(server).query == f"page=2&api%20key={quote(QUERY_KEY, safe='')}"


def test_an_optional_key_in_another_header(call: Caller, server: RecordingServer) -> None:
    call(lambda client: client.shapes.with_optional_key(), other_key=TOKEN)
    assert sent(server).headers["x-other-key"] == TOKEN
    server.script(ScriptedResponse(204, b"", {}))
    call(lambda client: client.shapes.with_optional_key())
    assert not {"x-api-key", "x-other-key"} & {*sent(server).headers}


def with_both(client: Any) -> Any:
    return client.shapes.with_both()


def test_secrets_that_are_required_together_are_all_sent(
    call: Caller, server: RecordingServer
) -> None:
    call(with_both, token=TOKEN, query_key=QUERY_KEY)
    headers = sent(server).headers
    assert (headers["x-api-key"], headers["x-tenant-id"]) == (KEY, TENANT)
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert sent(server).query == f"api%20key={quote(QUERY_KEY, safe='')}"


def test_a_secret_that_is_required_together_with_others_is_needed(
    call: Caller, server: RecordingServer
) -> None:
    with pytest.raises(call.package.errors.InvalidArgumentError, match="no access token"):
        call(with_both, query_key=QUERY_KEY)
    assert server.received == []


def test_each_function_is_called_again_after_a_401(call: Caller, server: RecordingServer) -> None:
    server.script(
        ScriptedResponse(401, b"{}"), ScriptedResponse(401, b"{}"), ScriptedResponse(204, b"", {})
    )
    tokens, keys = iter(["old", "new", "newer"]), iter(["first", "second", "third"])
    with pytest.raises(call.package.errors.APIStatusError):
        call(with_both, token=lambda: next(tokens), query_key=lambda: next(keys))
    assert [one.headers["authorization"] for one in server.received] == ["Bearer old", "Bearer new"]
    assert [one.query for one in server.received] == ["api%20key=first", "api%20key=second"]


def test_no_secret_of_several_is_in_an_error(call: Caller, server: RecordingServer) -> None:
    echo = f"{TOKEN} {QUERY_KEY} {KEY} {quote(QUERY_KEY, safe='')}"
    server.script(
        ScriptedResponse(500, echo.encode(), {"content-type": "text/plain", "server": echo})
    )
    events: list[Any] = []
    with pytest.raises(call.package.errors.APIStatusError) as caught:
        call(with_both, token=TOKEN, query_key=QUERY_KEY, on_event=events.append)
    error = caught.value
    shown = f"{error} {error.body!r} {error.headers} {error.curl} {events}"
    assert "5eCret" not in shown and KEY not in shown
    for variable in ("AZOTTE_API_KEY", "GROWING_TOKEN", "AZOTTE_QUERY_KEY"):
        assert f"${variable}" in error.curl


def test_an_operation_without_its_credential_is_not_sent(
    call: Caller, server: RecordingServer
) -> None:
    message = (
        "no user name and password: set the environment variable AZOTTE_PASSWORD, or pass password"
    )
    with pytest.raises(call.package.errors.InvalidArgumentError, match=message):
        call(lambda client: client.shapes.with_password())
    with pytest.raises(call.package.errors.InvalidArgumentError, match="AZOTTE_API_KEY"):
        call(lambda client: client.shapes.send_map(), **NO_KEY)
    assert server.received == []


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"token": "a b"}, "token"),
        ({"password": "ada:pässword"}, "password"),
        ({"headers": {"Authorization": "Bearer x"}}, "headers"),
        ({"headers": {"X-Other-Key": "x"}}, "headers"),
    ],
)
def test_a_credential_that_cannot_be_sent_is_rejected(
    package: Any, options: dict[str, Any], name: str
) -> None:
    with pytest.raises(package.errors.InvalidArgumentError) as caught:
        package.Azotte(api_key=KEY.replace("dev", "live"), tenant_id=TENANT, **options)
    assert caught.value.argument == name


def test_a_token_is_not_sent_over_plain_http(package: Any) -> None:
    with pytest.raises(package.errors.RefusedError, match="can read the access token"):
        package.Azotte(token=TOKEN, base_url="http://example.com/v1")


SECRETS: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "token": (TOKEN, with_token, '-H "authorization: Bearer $GROWING_TOKEN"'),
    "password": (PASSWORD, lambda client: client.shapes.with_password(), '-u "$AZOTTE_PASSWORD"'),
    "query_key": (
        QUERY_KEY,
        lambda client: client.shapes.with_query_key(page=1),
        '--url-query "api%20key=$AZOTTE_QUERY_KEY"',
    ),
    "other_key": (
        TOKEN,
        lambda client: client.shapes.with_optional_key(),
        '-H "x-other-key: $AZOTTE_OTHER_KEY"',
    ),
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_in_no_error_event_or_log(
    call: Caller, server: RecordingServer, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    secret, use, curl = SECRETS[name]
    encoded = b64encode(PASSWORD.encode()).decode()
    echo = f"{secret} {quote(secret, safe='')}"
    if name == "password":
        echo += f" {encoded} {secret.partition(':')[2]}"
    server.script(
        ScriptedResponse(500, echo.encode(), {"content-type": "text/plain", "server": echo})
    )
    events: list[Any] = []
    clients: list[Any] = []
    options: dict[str, Any] = {"on_event": events.append, name: secret}

    def used(client: Any) -> Any:
        clients.append(client)
        return use(client)

    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(call.package.errors.APIStatusError) as caught,
    ):
        call(used, **options)
    error = caught.value
    assert curl in error.curl
    shown = [
        *(str(error), repr(error), error.curl, repr(error.body), repr(error.headers)),
        pickle.dumps(error).decode("latin-1"),
        *(repr(events), repr(clients), caplog.text, *_locals(error)),
    ]
    for form in ("5eCret", encoded):
        assert [text for text in shown if form in text] == []


def _locals(error: BaseException) -> list[str]:
    """Return the variables of the package's frames in a traceback, as a crash reporter prints them."""
    return [
        repr(value)
        for frame, _ in traceback.walk_tb(error.__traceback__)
        if "/growing/" in frame.f_code.co_filename
        for value in frame.f_locals.values()
    ]


def test_a_rejected_secret_is_in_no_frame(package: Any) -> None:
    with pytest.raises(package.errors.InvalidArgumentError) as caught:
        package.Azotte(token=f"{TOKEN} ")
    assert [text for text in _locals(caught.value) if "5eCret" in text] == []


def test_the_clients_take_the_credentials_of_the_contract(package: Any) -> None:
    azotte = import_module("azotte")
    more = {"token", "password", "query_key", "other_key"}
    for name in ("Azotte", "AsyncAzotte"):
        grown, today = (signature(getattr(one, name)).parameters for one in (package, azotte))
        assert grown.keys() - today.keys() == more and not today.keys() - grown.keys()


def test_secrets_in_one_header_are_rejected(constructs: Api) -> None:
    together = replace(constructs, security=(Requirement(("Token", "Password")),))
    with pytest.raises(GenerationError, match="Token and Password are both sent in authorization"):
        read_credentials(together)
