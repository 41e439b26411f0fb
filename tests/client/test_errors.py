"""Errors as a user meets them."""

from __future__ import annotations

import json
import logging
import os
import pickle
import shutil
import subprocess
import traceback
from typing import Any

import pytest

from azotte import Azotte, decode, errors, models
from azotte.errors import APIError, APIStatusError
from azotte.models import pydantic, typeddicts
from tests.client.recording import RecordingServer, ScriptedResponse, json_response, scripted_error
from tests.client.styles import KEY, STYLES, TENANT, Style

every_style = pytest.mark.parametrize("style", STYLES, ids=str)


@every_style
def test_an_error_says_what_happened(style: Style, server: RecordingServer) -> None:
    server.script(
        scripted_error(
            409,
            "conflict_error",
            "invalid_state",
            "Canceled is final.",
            x_request_id="req_7",
            x_other="y",
        )
    )
    with pytest.raises(errors.InvalidStateError) as caught:
        style.call(
            {"base_url": server.url},
            "subscriptions",
            "cancel",
            "sub_1",
            body={"reason": "it's over"},
        )
    error = caught.value
    assert isinstance(error, errors.ConflictError)
    assert (error.operation, error.attempts, error.status) == ("cancel_subscription", 1, 409)
    assert (error.type, error.code, error.request_id) == (
        "conflict_error",
        "invalid_state",
        "req_7",
    )
    assert error.idempotency_key == server.received[0].headers["idempotency-key"]
    assert error.headers["x-request-id"] == "req_7" and "x-other" not in error.headers
    text = str(error)
    for part in (
        "Canceled is final.",
        "cancel_subscription",
        "409",
        "invalid_state",
        "req_7",
    ):
        assert part in text
    assert "it's over" not in text and error.curl not in text
    assert "over" in error.curl


def error_with(details: Any, message: str = "Said so.") -> ScriptedResponse:
    error = {
        "type": "validation_error",
        "code": "invalid_format",
        "message": message,
        "request_id": "req_7",
    }
    return json_response({"error": {**error, "details": details}}, 422)


def create_customer(server: RecordingServer) -> models.Customer:
    with Azotte(api_key=KEY, tenant_id=TENANT, base_url=server.url) as client:
        return client.customers.create(email="ada@example.com")


def test_details_are_in_the_message(server: RecordingServer) -> None:
    server.script(error_with({"field": "email", "limit": 5, "allowed": ["a", None]}))
    with pytest.raises(errors.InvalidFormatError) as caught:
        create_customer(server)
    assert 'field "email", limit 5, allowed ["a",null], request req_7]' in str(caught.value)
    assert "ada@example.com" not in str(caught.value)


@pytest.mark.parametrize(
    ("details", "shown"),
    [
        ({"field": "a\nforged\x1b[31m"}, r'field "a\nforged\u001b[31m"'),
        ({"a\nb": "\u202e"}, r'a\nb "\u202e"'),
        ({"long": "x" * 10_000}, 'long "xxx'),
        ({"x" * 10_000: 1}, "xxx"),
        ({f"name{number}": number for number in range(10_000)}, "name9 9"),
    ],
)
def test_details_in_the_message_are_escaped_and_bounded(
    details: Any, shown: str, server: RecordingServer
) -> None:
    server.script(error_with(details))
    with pytest.raises(errors.InvalidFormatError) as caught:
        create_customer(server)
    text = str(caught.value)
    assert shown in text and text.isprintable() and len(text) < 1_000
    assert caught.value.details == details


def test_a_long_message_is_cut_in_the_text_only(server: RecordingServer) -> None:
    server.script(error_with({}, "x" * 10_000))
    with pytest.raises(errors.InvalidFormatError) as caught:
        create_customer(server)
    assert len(str(caught.value)) < 1_500 and caught.value.message == "x" * 10_000


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, "\ud800", object])
def test_details_of_any_kind_can_be_printed(value: Any) -> None:
    looped: list[Any] = [value]
    looped.append(looped)
    for each in (value, looped):
        assert "Said so." in str(APIStatusError("Said so.", details={"x": each}))


@every_style
def test_a_response_over_the_limit_is_not_requested_again(
    style: Style, server: RecordingServer
) -> None:
    server.script(json_response({"object": "list", "data": [], "x": "y" * 100, "has_more": False}))
    with pytest.raises(errors.APIConnectionError) as caught:
        style.call({"base_url": server.url, "max_response_bytes": 64}, "bundles", "list")
    assert caught.value.message == (
        "The response body is larger than 64 bytes. If that is expected, raise max_response_bytes."
    )
    assert len(server.received) == 1 and not caught.value.stopped


@every_style
def test_the_curl_line_makes_the_call_again(style: Style, server: RecordingServer) -> None:
    server.script(scripted_error(422, "validation_error", "out_of_range"))
    body = {"reason": 'it\'s "over" $HOME `x` \\ \n 😀 !'}
    with pytest.raises(APIError) as caught:
        style.call({"base_url": server.url}, "subscriptions", "cancel", "sub_é [1]", body=body)
    (first,) = server.received
    curl = shutil.which("curl")
    assert curl is not None
    shell = subprocess.run(
        ["sh", "-c", caught.value.curl],
        env={"PATH": os.environ["PATH"], "AZOTTE_API_KEY": KEY},
        capture_output=True,
        check=True,
    )
    assert b"out_of_range" in shell.stdout
    again = server.received[-1]
    assert (again.method, again.target, again.body) == (first.method, first.target, first.body)
    for name in ("x-api-key", "x-tn", "content-type", "idempotency-key", "accept"):
        assert again.headers[name] == first.headers[name]


def classes() -> list[type[Any]]:
    return [
        thing
        for thing in vars(errors).values()
        if isinstance(thing, type) and issubclass(thing, Exception)
    ]


@pytest.mark.parametrize("cls", classes(), ids=lambda cls: cls.__name__)
def test_every_error_pickles(cls: type[Any]) -> None:
    arguments: dict[str, Any] = (
        {"argument": "x"} if issubclass(cls, errors.InvalidArgumentError) else {}
    )
    if issubclass(cls, errors.RefusedError):
        arguments = {"reason": "plain_http"}
    if issubclass(cls, APIStatusError):
        arguments = {
            "status": 400,
            "code": "c",
            "details": {"a": [1]},
            "body": b"x",
            "headers": {"date": "d"},
        }
    error = cls("It went wrong.", **arguments)
    if isinstance(error, APIError):
        error.after("some_operation", 2, "key", "max_retries is 1")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is cls
    assert vars(again) == vars(error)
    assert str(again) == str(error)
    assert again.args == error.args


def test_every_documented_error_has_its_class(contract: dict[str, Any]) -> None:
    documented = 0
    for response in contract["components"]["responses"].values():
        for code in response.get("x-error-codes", {}):
            cls = errors.class_of(0, response["x-error-type"], code)
            assert cls is not APIStatusError and cls.__name__ in errors.__all__
            assert issubclass(cls, errors.class_of(0, response["x-error-type"], None))
            documented += 1
    assert documented > 10


@every_style
def test_a_message_that_is_long_is_shortened(style: Style, server: RecordingServer) -> None:
    server.script(ScriptedResponse(400, b"<html>" + b"x" * 100_000, {"content-type": "text/html"}))
    with pytest.raises(APIStatusError) as caught:
        style.call({"base_url": server.url}, "bundles", "list")
    assert len(str(caught.value)) < 1000
    assert len(caught.value.body) == 100_006


@every_style
def test_errors_know_no_tenant_but_their_own(style: Style, server: RecordingServer) -> None:
    server.script(scripted_error(404, "not_found_error", "resource_missing"))
    with pytest.raises(APIError) as caught:
        style.call({"base_url": server.url, "tenant_id": "t2"}, "bundles", "list")
    assert "x-tn: t2" in caught.value.curl and TENANT not in caught.value.curl


WRITTEN = {
    "email": "ada@lovelace.example",
    "name": "Ada PERSONAL",
    "metadata": {"note": "PERSONAL note"},
}


@every_style
@pytest.mark.parametrize(
    "response",
    [
        scripted_error(422, "validation_error", "invalid_format"),
        ScriptedResponse(502, b"<html>"),
        ScriptedResponse(201, b"{}"),
        ScriptedResponse(raw=lambda handler: None),
    ],
    ids=["error", "no error of the API", "invalid success", "no response"],
)
def test_an_error_s_text_does_not_contain_the_request_body(
    style: Style,
    response: ScriptedResponse,
    server: RecordingServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(response)
    with pytest.raises(APIError) as caught:
        style.call({"base_url": server.url, "max_retries": 0}, "customers", "create", body=WRITTEN)
    shown = f"{caught.value} {caught.value!r} {caplog.text}"
    shown += "".join(traceback.format_exception(caught.value))
    assert "PERSONAL" not in shown and "lovelace" not in shown
    assert "PERSONAL" in caught.value.curl


@every_style
def test_a_filter_is_not_in_an_error_s_text(style: Style, server: RecordingServer) -> None:
    with pytest.raises(APIError) as caught:
        style.call(
            {"base_url": server.url, "max_retries": 0}, "customers", "list", email_contains="ada@"
        )
    assert "ada" not in str(caught.value) and "ada" in caught.value.curl


HOSTILE = "\x1b[2J\x1b]0;title\x07\r\nforged line\x9b31m\u202egnp.exe\u2028\x00"


@every_style
@pytest.mark.parametrize("field", ["message", "code", "type", "request_id"])
def test_a_server_s_text_cannot_control_a_terminal_or_forge_a_line(
    style: Style, field: str, server: RecordingServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    error = {"code": "c", "type": "t", "message": "m", "request_id": "r", field: HOSTILE}
    server.script(json_response({"error": error}, 400))
    with pytest.raises(APIStatusError) as caught:
        style.call({"base_url": server.url}, "bundles", "list")
    assert str(caught.value).isprintable() and "forged line" in str(caught.value)
    assert all(part.isprintable() for part in caplog.text.splitlines())
    value = caught.value.message if field == "message" else getattr(caught.value, field)
    assert value == HOSTILE


@every_style
@pytest.mark.parametrize(
    "response",
    [
        ScriptedResponse(502, HOSTILE.encode(), {"content-type": "text/\x9b31m"}),
        ScriptedResponse(400, b"{}", {"x-request-id": "\x9b31m"}),
        json_response({HOSTILE: 1, "object": HOSTILE}),
        json_response({"object": "list", "data": [{HOSTILE: HOSTILE}], "has_more": True}),
    ],
    ids=["body", "header", "invalid object", "invalid item"],
)
def test_text_that_it_quotes_cannot_control_a_terminal(
    style: Style,
    response: ScriptedResponse,
    server: RecordingServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(response)
    with pytest.raises(APIStatusError) as caught:
        style.call({"base_url": server.url, "max_retries": 0}, "bundles", "list")
    assert str(caught.value).isprintable()
    assert all(part.isprintable() for part in caplog.text.splitlines())


def test_decoding_quotes_nothing_raw() -> None:
    for package in (models, pydantic, typeddicts):
        with pytest.raises(errors.DecodeError) as caught:
            decode(json.dumps({HOSTILE: 1, "object": HOSTILE}), package.Plan)
        assert str(caught.value).isprintable()


def test_a_client_that_is_closed_says_so() -> None:
    client = Azotte(api_key=KEY, tenant_id=TENANT)
    client.close()
    with pytest.raises(errors.InvalidArgumentError, match="closed"):
        client.bundles.list()
