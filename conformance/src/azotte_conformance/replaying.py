"""Sends the requests of each finding again, with fresh values, and says whether the last response is the same.

A script has everything that the state of its objects comes from: a shorter one could get the same response for another
reason, and from a server without the fault.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from azotte_conformance.contract import Json, as_array, as_object
from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.findings import Finding
from azotte_conformance.http_client import NoResponse, Withheld
from azotte_conformance.masking import Hidden
from azotte_conformance.reproduction import Fresh, is_same_moment
from azotte_conformance.session import Session

MOST_STEPS = 60
"""Requests of a script."""
MOST_FINDINGS = 40
"""Findings of a job that are replayed."""
RACES = 3
"""How often requests that were sent at the same time are sent so again."""
NOT_REPLAYED = {
    "webhooks": "it takes an endpoint that receives deliveries",
    "time": "it takes a clock that can be moved",
    "limits": "it takes a key whose limit is not used up",
    "latency": "it is about time",
}
"""Families whose findings requests alone do not show."""

_ID = re.compile(r"\b[a-z]{2,5}_[A-Za-z0-9]{8,}\b")
_TIMES = range(1_500_000_000, 4_000_000_000)


def replay_findings(session: Session) -> None:
    """Replay each finding of a job, and give each the script that showed it again."""
    observe, session.client.observe = session.client.observe, _unobserved
    try:
        for number, finding in enumerate(session.findings):
            steps = session.report.evidence.get(finding.key)
            reason = _why_not(session, finding, steps, number)
            if reason is not None or steps is None:
                finding.replayed = reason or "its requests were not kept"
                continue
            _replay(session, finding, steps)
    finally:
        session.client.observe = observe


def _unobserved(exchange: Exchange) -> None:
    """Judge nothing: what a replay shows was reported already."""


def _why_not(
    session: Session, finding: Finding, steps: Sequence[Exchange] | None, number: int
) -> str | None:
    if finding.rule.family in NOT_REPLAYED:
        return NOT_REPLAYED[finding.rule.family]
    if number >= MOST_FINDINGS:
        return f"only the first {MOST_FINDINGS} findings of a job are replayed"
    if not finding.script:
        return "its requests hold text that the server chose"
    if any(step.status == 0 for step in steps or ()):
        return "a request had no response"
    return None


def _replay(session: Session, finding: Finding, steps: Sequence[Exchange]) -> None:
    about = f"{finding.expected.text} {finding.got.text}"
    tried: list[list[int]] = []
    for whole in (
        session.report.with_history(steps, about),
        session.report.with_history(steps, about, dependents=True),
        session.report.with_creators(steps),
    ):
        numbers = [id(step) for step in whole]
        if numbers in tried or len(whole) > MOST_STEPS:
            continue
        tried.append(numbers)
        session.report.show(finding, whole)
        finding.outcome = outcome(whole[-1], own_ids(whole), Fresh(session.tokens, whole))
        if any(step.together for step in whole):
            finding.outcome["successes"] = _successes(whole)
        if _shows_again(session, whole):
            finding.replayed = "yes"
            return
    finding.replayed = "no"


def _shows_again(session: Session, steps: Sequence[Exchange]) -> bool:
    races = any(step.together for step in steps)
    return any(_once(session, steps, races=races) for _ in range(RACES if races else 1))


def _once(session: Session, steps: Sequence[Exchange], *, races: bool) -> bool:
    """Send the requests, with fresh values; whether the last response is the same."""
    fresh = Fresh(session.tokens, steps)
    run = f"{random.randrange(10**Fresh.LENGTH):0{Fresh.LENGTH}}"
    ids: dict[str, str] = {}
    done: list[Exchange] = []
    try:
        for group in _groups(steps):
            requests = [_renewed(step.request, ids, fresh, run) for step in group]
            if len(requests) == 1:
                exchanges = [session.client.send(requests[0], repeat=False)]
            else:
                with ThreadPoolExecutor(len(requests)) as pool:
                    exchanges = list(pool.map(session.client.once, requests))
                exchanges = [replace(e, together=group[0].together) for e in exchanges]
            for step, exchange in zip(group, exchanges, strict=True):
                operation = exchange.request.operation
                if exchange.ok and operation is not None and operation.writes:
                    session.remember(exchange, operation)
                before, now = step.fields.get("id"), exchange.fields.get("id")
                if isinstance(before, str) and isinstance(now, str):
                    ids.setdefault(before, now)
            done += exchanges
    except (NoResponse, Withheld):
        return False
    if races and _successes(done) != 1 and _successes(steps) != 1:
        return True
    own = Fresh([run + t[Fresh.LENGTH :] for t in fresh.tokens], done)
    return outcome(done[-1], own_ids(done), own) == outcome(steps[-1], own_ids(steps), fresh)


def _successes(steps: Sequence[Exchange]) -> int:
    return sum(step.ok for step in steps if step.together)


def _groups(steps: Sequence[Exchange]) -> Iterator[list[Exchange]]:
    """Requests that are sent at the same time."""
    group: list[Exchange] = []
    for step in steps:
        if group and not is_same_moment(step, group[-1:]):
            yield group
            group = []
        group.append(step)
    if group:
        yield group


def own_ids(steps: Sequence[Exchange]) -> dict[str, str]:
    """The IDs of the objects that the requests before the last one returned, each with what is shown for it."""
    ids = [step.fields.get("id") for step in steps[:-1] if step.ok and not step.together]
    known = dict.fromkeys(id for id in ids if isinstance(id, str))
    return {id: f"ID{number}" for number, id in enumerate(known)}


def _renewed(request: Request, ids: Mapping[str, str], fresh: Fresh, run: str) -> Request:
    """A request with fresh values, about the objects of this time."""

    def renew(text: str) -> str:
        text = fresh.replace(text, run)
        for before, now in ids.items():
            text = text.replace(before, now)
        return text

    body = request.body
    if body is not None:
        # Bytes that are not UTF-8 stay as they are.
        body = renew(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    headers = tuple(
        (name, value if isinstance(value, Hidden) else renew(value))
        for name, value in request.headers
    )
    return Request(request.method, renew(request.target), headers, body, request.operation)


def outcome(exchange: Exchange, names: Mapping[str, str], fresh: Fresh) -> Json:
    """A response without what differs each time: IDs of others, times, random texts, request IDs.

    Args:
        exchange: The response.
        names: What is shown for the IDs of the objects that it is about.
        fresh: Finds random texts.
    """
    body: Any = exchange.json
    if exchange.error:
        body = {"code": exchange.code, "field": exchange.field}
    return {
        "status": exchange.status,
        "media_type": exchange.media_type,
        "body": _steady(body, names, fresh),
    }


def _steady(value: Any, names: Mapping[str, str], fresh: Fresh) -> Any:
    fields, items = as_object(value), as_array(value)
    if fields is not None:
        return {name: _steady(field, names, fresh) for name, field in fields.items()}
    if items is not None:
        of_objects = [item for item in items if "id" in (as_object(item) or {})]
        # Of a list only what the requests are about is the same each time.
        kept = [item for item in of_objects if item["id"] in names] if of_objects else items
        if of_objects and not kept:
            return "only other objects"
        return [_steady(item, names, fresh) for item in kept]
    if isinstance(value, str):
        for id, name in names.items():
            value = value.replace(id, name)
        return fresh.replace(_ID.sub("ID", value), "0" * Fresh.LENGTH)
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in _TIMES:
        return "TIME"
    return value
