"""Errors as a user meets them."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
from typing import Any

import pytest

from azotte import errors
from azotte.errors import CallError, StatusError
from tests.client.recording import Answer, RecordingServer, error_answer
from tests.client.styles import KEY, STYLES, TENANT, Style

every_style = pytest.mark.parametrize("style", STYLES, ids=str)


@every_style
def test_an_error_says_what_happened(style: Style, server: RecordingServer) -> None:
    server.script(
        error_answer(
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
        error.curl,
    ):
        assert part in text


@every_style
def test_the_curl_line_makes_the_call_again(style: Style, server: RecordingServer) -> None:
    server.script(error_answer(422, "validation_error", "out_of_range"))
    body = {"reason": 'it\'s "over" $HOME `x` \\ \n 😀 !'}
    with pytest.raises(CallError) as caught:
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
    if issubclass(cls, StatusError):
        arguments = {
            "status": 400,
            "code": "c",
            "details": {"a": [1]},
            "body": b"x",
            "headers": {"date": "d"},
        }
    error = cls("It went wrong.", **arguments)
    if isinstance(error, CallError):
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
            assert cls is not StatusError and cls.__name__ in errors.__all__
            assert issubclass(cls, errors.class_of(0, response["x-error-type"], None))
            documented += 1
    assert documented > 10


@every_style
def test_a_message_that_is_long_is_shortened(style: Style, server: RecordingServer) -> None:
    server.script(Answer(400, b"<html>" + b"x" * 100_000, {"content-type": "text/html"}))
    with pytest.raises(StatusError) as caught:
        style.call({"base_url": server.url}, "bundles", "list")
    assert len(str(caught.value)) < 1000
    assert len(caught.value.body) == 100_006


@every_style
def test_errors_know_no_tenant_but_their_own(style: Style, server: RecordingServer) -> None:
    server.script(error_answer(404, "not_found_error", "resource_missing"))
    with pytest.raises(CallError) as caught:
        style.call({"base_url": server.url, "tenant_id": "t2"}, "bundles", "list")
    assert "x-tn: t2" in caught.value.curl and TENANT not in caught.value.curl
