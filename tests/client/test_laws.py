"""What holds for every input."""

from __future__ import annotations

import re
from email.utils import formatdate
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azotte import Response, Secret
from azotte._attempts import Clock, KeyNeeded, Settings, Shared, attempts
from azotte._headers import Headers
from azotte._keys import Key, Policy
from azotte._operation import Call, Operation
from azotte._pages import Page, Walk, first_page
from azotte._pagination.cursor import Cursor
from azotte._retry import backoff, retry_after
from azotte._secret import mask, scrub
from azotte._webhook_signatures import check, sign
from azotte._wire import QueryValue, header_value, path_segment, query_string
from azotte.errors import APIError, InvalidArgumentError, PaginationError, SignatureError
from azotte.transports import HttpRequest, HttpResponse, TransportError
from azotte.transports._protocol import MAX_RESPONSE_BYTES
from tests.client.styles import KEY, TENANT

NOW = 1767225600
BASE = "https://api.azotte.com/v1"
texts = st.text(st.characters(codec="utf-8"), max_size=12)
any_text = st.text(max_size=12)


@given(any_text)
def test_a_path_parameter_stays_one_segment(value: str) -> None:
    try:
        segment = path_segment(value, "id")
    except InvalidArgumentError:
        assert value in ("", ".", "..") or re.search(r"[/\\\ud800-\udfff]", value)
        return
    assert re.fullmatch(r"(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})+", segment)
    assert unquote(segment) == value
    assert urlsplit(f"{BASE}/things/{segment}/more").path == f"/v1/things/{segment}/more"


@given(
    st.dictionaries(
        texts,
        st.none() | texts | st.integers() | st.booleans() | st.lists(texts, max_size=3),
        max_size=4,
    )
)
def test_a_query_is_read_as_it_was_given(parameters: dict[str, QueryValue]) -> None:
    expected: list[tuple[str, str]] = []
    for name, value in parameters.items():
        if value is None:
            continue
        given = [value] if isinstance(value, (str, int, float)) else value
        expected += [
            (name, str(item).lower() if isinstance(item, bool) else str(item)) for item in given
        ]
    query = query_string(parameters)
    assert query.isascii() and not re.search(r"[ +#\[\]]", query)
    assert parse_qsl(query, keep_blank_values=True, encoding="utf-8") == expected


@given(any_text)
def test_no_value_ends_a_header_early(value: str) -> None:
    try:
        checked = header_value(value, "x")
    except InvalidArgumentError:
        return
    assert checked == value == value.strip()
    assert all(" " <= character <= "~" for character in checked)


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_wait_has_bounds(attempt: int, chance: float) -> None:
    assert 0 <= backoff(attempt, lambda: chance) <= min(8, 0.001 * 2 ** min(attempt - 1, 20)) + 1e-9


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_seconds_and_dates_mean_the_same_wait(seconds: int, fraction: int) -> None:
    now = NOW + fraction / 10**6
    by_date = retry_after({"retry-after": formatdate(NOW + seconds, usegmt=True)}, lambda: now)
    assert by_date == pytest.approx(max(0, NOW + seconds - now))
    assert retry_after({"retry-after": str(seconds)}, lambda: now) == seconds


@given(any_text)
def test_any_retry_after_is_a_number_or_none(text: str) -> None:
    wait = retry_after({"retry-after": text, "x-ratelimit-retry-after": text}, lambda: float(NOW))
    assert wait is None or wait >= 0


OUTCOMES = st.lists(
    st.one_of(
        st.tuples(
            st.just("status"),
            st.sampled_from([200, 400, 408, 409, 429, 500, 503, 520]),
            st.floats(0, 100),
        ),
        st.tuples(
            st.just("failure"), st.sampled_from(["unsent", "broken", "timeout"]), st.just(0.0)
        ),
    ),
    min_size=1,
    max_size=8,
)


@given(
    outcomes=OUTCOMES,
    kind=st.sampled_from(["read", "keyed", "unkeyed"]),
    max_retries=st.integers(0, 6),
    deadline=st.floats(1, 120),
    durations=st.lists(st.floats(0, 40), min_size=8, max_size=8),
    chance=st.floats(0, 1, exclude_max=True),
    late=st.floats(0, 30),
)
@settings(deadline=None)
def test_no_call_outlasts_its_deadline_or_repeats_what_is_not_safe(
    outcomes: list[Any],
    kind: str,
    max_retries: int,
    deadline: float,
    durations: list[float],
    chance: float,
    late: float,
) -> None:
    operation: Operation[None] = Operation(
        id="x",
        method="GET" if kind == "read" else "POST",
        path="/",
        key_types=("secret",),
        results={200: None},
        idempotent=kind == "keyed",
    )
    time = [0.0]
    shared = Shared(Policy(BASE, verified=True, allow=()), ())
    shared.clock = Clock(lambda: time[0], lambda: float(NOW), lambda: chance)
    settings = Settings(TENANT, 30.0, deadline, max_retries, MAX_RESPONSE_BYTES)
    steps = attempts(Call(operation, path="/"), settings, shared)
    sent: list[HttpRequest] = []
    maybe_acted = 0
    waited = 0.0
    script = [*outcomes, *[outcomes[-1]] * 8]
    try:
        step: Any = next(steps)
        while True:
            if isinstance(step, KeyNeeded):
                step = steps.send(Key(Secret(KEY)))
            elif isinstance(step, HttpRequest):
                what, value, asked = script[len(sent)]
                took = durations[len(sent) % 8]
                sent.append(step)
                assert 0 < step.timeout <= 30
                assert time[0] + step.timeout <= deadline + 1e-6
                time[0] += min(took, step.timeout)
                maybe_acted += value != "unsent"
                if what == "status":
                    step = steps.send(HttpResponse(value, [("retry-after", f"{asked:f}")], b""))
                else:
                    step = steps.send(
                        TransportError(value, timed_out=value == "timeout", sent=value != "unsent")
                    )
            else:
                assert step >= 0
                # A machine that is busy wakes too late.
                time[0] += step + late
                waited += late
                step = next(steps)
    except StopIteration as stop:
        assert stop.value.attempts == len(sent)
    except APIError as error:
        assert error.attempts == len(sent)
    assert time[0] <= deadline + waited + 1e-6
    assert len(sent) <= max_retries + 1
    assert len({request.headers.get("idempotency-key") for request in sent}) == 1
    if kind == "unkeyed":
        assert maybe_acted <= 1


PAGINATION = Cursor(
    items=("data",), after="after", before="before", cursor=("id",), more=("has_more",)
)


class Server:
    """A list on a server that pages it by id."""

    def __init__(self, ids: list[str], size: int) -> None:
        self.ids = ids
        self.size = size
        self.calls = 0

    def send(self, call: Any) -> Response[Any]:
        self.calls += 1
        ids = self.ids
        start = ids.index(call["after"]) + 1 if call.get("after") else 0
        end = ids.index(call["before"]) if call.get("before") else len(ids)
        window = ids[start:end]
        page = window[-self.size :] if call.get("before") else window[: self.size]
        data = [SimpleNamespace(id=id) for id in page]
        result = SimpleNamespace(data=data, has_more=len(window) > len(page))
        return Response("list_things", 200, Headers(), b"", result, 1, None)


@given(
    ids=st.lists(st.integers().map(str), unique=True, max_size=30),
    size=st.integers(1, 7),
    total=st.none() | st.integers(1, 40),
    data=st.data(),
)
def test_walking_gives_every_object_once_and_in_order(
    ids: list[str], size: int, total: int | None, data: st.DataObject
) -> None:
    server: Any = Server(ids, size)
    start = data.draw(st.none() | st.sampled_from(ids)) if ids else None
    walk: Walk[Any, Any] = Walk(lambda **given: given, {"after": start}, PAGINATION, total)  # type: ignore[arg-type]  # a call is whatever the server takes
    expected = ids[ids.index(start) + 1 if start else 0 :]
    page: Page[Any, Any] = first_page(server, walk)
    walked = [each.id for each in page]
    assert walked == expected[:total]
    assert server.calls <= max(1, -(-len(walked) // size))

    server.calls = 0
    backwards: Walk[Any, Any] = Walk(lambda **given: given, {"before": start}, PAGINATION, total)  # type: ignore[arg-type]  # likewise
    if start:
        walked = [each.id for each in first_page(server, backwards)]
        assert walked == ids[: ids.index(start)][::-1][:total]


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=3), min_size=1, max_size=6))
def test_pages_in_a_circle_end_in_an_error(pages: list[list[str]]) -> None:
    class Circle:
        calls = 0

        def send(self, call: Any) -> Response[Any]:
            ids = pages[self.calls % len(pages)]
            self.calls += 1
            result = SimpleNamespace(data=[SimpleNamespace(id=id) for id in ids], has_more=True)
            return Response("list_things", 200, Headers(), b"", result, 1, None)

    server: Any = Circle()
    walk: Walk[Any, Any] = Walk(lambda **given: given, {}, PAGINATION, None)  # type: ignore[arg-type]  # as above
    with pytest.raises(PaginationError, match="list_things"):
        list(first_page(server, walk))
    assert server.calls <= 6


secrets = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


@given(
    body=st.binary(max_size=50),
    secret=secrets,
    others=st.lists(secrets, max_size=2),
    timestamp=st.integers(0, 10**11),
    timed=st.booleans(),
)
def test_a_signed_delivery_is_accepted(
    body: bytes, secret: str, others: list[str], timestamp: int, timed: bool
) -> None:
    signature = sign(body, secret, timestamp=timestamp, with_timestamp=timed)
    keys = [*map(Secret, others), Secret(secret)]
    check(body, signature, keys, tolerance=0, require_timestamp=timed, now=float(timestamp))


@given(
    body=st.binary(max_size=50),
    secret=secrets,
    other_body=st.binary(max_size=50),
    other_secret=secrets,
    age=st.integers(-10_000, 10_000),
    tolerance=st.integers(0, 1000),
    timed=st.booleans(),
)
def test_a_changed_or_old_delivery_is_rejected(
    body: bytes,
    secret: str,
    other_body: bytes,
    other_secret: str,
    age: int,
    tolerance: int,
    timed: bool,
) -> None:
    signature = sign(body, secret, timestamp=NOW, with_timestamp=timed)
    good = body == other_body and secret == other_secret and (not timed or abs(age) <= tolerance)
    try:
        check(
            other_body,
            signature,
            [Secret(other_secret)],
            tolerance=tolerance,
            require_timestamp=False,
            now=float(NOW + age),
        )
    except SignatureError:
        assert not good
    else:
        assert good


@given(any_text)
def test_any_text_is_an_invalid_signature(signature: str) -> None:
    with pytest.raises(SignatureError):
        check(
            b"{}",
            signature,
            [Secret("whsec_1")],
            tolerance=300,
            require_timestamp=False,
            now=float(NOW),
        )


@given(st.text(min_size=1, max_size=40), any_text, any_text)
def test_a_masked_secret_shows_up_to_four_characters(text: str, before: str, after: str) -> None:
    masked = mask(text)
    prefix, _, last = masked.partition("…")
    assert len(last) <= 4 and text.endswith(last)
    assert text.startswith(prefix) or "…" in text
    assert len(prefix) <= 18
    assert (
        text not in scrub(f"{before}{text}{after}", Secret(text))
        or text in masked
        or text in before + after
    )
