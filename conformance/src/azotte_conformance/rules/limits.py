"""The rate limit: its headers count down, it holds, it is one key's, and it ends when it says."""

import time

from azotte_conformance.contract import Json, Operation
from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.findings import Rule
from azotte_conformance.identities import LIMITED, MAIN, NEIGHBOUR, Identity
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.session import Session

COUNTS = Rule(
    "limits.counts",
    "`X-RateLimit-Remaining` falls with each request.",
    by="/components/headers/X-RateLimit-Remaining/schema",
)
FIGURE = Rule(
    "limits.value",
    "`X-RateLimit-Limit` is a documented limit, and the one that `X-RateLimit-Remaining` counts.",
    by="/components/securitySchemes/*/x-rate-limits",
)
BURST = Rule(
    "limits.burst",
    "A burst of the documented size is accepted.",
    by="/components/securitySchemes/*/x-rate-limits/*/burst",
)
HOLDS = Rule(
    "limits.holds",
    "More requests than the limit allows are rejected with 429.",
    by="/components/securitySchemes/*/x-rate-limits",
)
RETRY = Rule(
    "limits.retry-after",
    "The 429 says when to retry, the same in both headers.",
    "note",
    by="/components/headers/*Retry-After/description",
)
ENDS = Rule(
    "limits.ends",
    "After that time requests succeed again.",
    by="/components/headers/Retry-After/schema",
)
SCOPE = Rule(
    "limits.scope",
    "A key that used up its limit is rejected by every operation, and no other key is.",
    by="/components/securitySchemes/*/x-rate-limits",
)
NO_EFFECT = Rule(
    "limits.no-effect",
    "A request that is rejected for its rate has no effect.",
    by="/paths/*/*/responses/429",
)

LONGEST_WAIT = 65
_RETRY = "retry-after"


def limit(session: Session) -> None:
    """Use up one key's limit, check all that follows, and wait for its end."""
    who = session.who(LIMITED)
    rates: Json = session.contract.key_scheme.get("x-rate-limits", {})
    rate: Json = rates.get(who.environment or "", {})
    operation = next(op for op in session.contract.lists() if not op.needs_object)
    source = "/components/securitySchemes"
    for name, scheme in session.contract.json["components"]["securitySchemes"].items():
        if scheme is session.contract.key_scheme:
            source = f"/components/securitySchemes/{name}/x-rate-limits"
    request = session.request(operation, who=who)
    # What came before, if anything did, is to be forgotten.
    first = session.send(request)
    exchanges = _until_rejected(session, request, rate)
    exchanges.insert(0, first)
    _headers(session, exchanges, rate, source)
    rejected = exchanges[-1]
    passed = len(exchanges) - 1 if rejected.status == 429 else len(exchanges)
    if rejected.status != 429:
        if _could_pass(exchanges, rate, int(rate.get("burst", 0))):
            raise CannotRun("the responses came too slowly to reach the limit")
        session.report(
            HOLDS,
            rejected,
            expected=f"429 after up to {2 * rate.get('per_minute', 0) + rate.get('burst', 0)} requests",
            source=source,
            got=f"{len(exchanges)} requests in {_span(exchanges):.1f} seconds, none rejected",
        )
        return
    if passed < rate.get("burst", 0) * 9 // 10:
        session.report(
            BURST,
            rejected,
            expected=f"{rate['burst']} requests in a burst",
            source=source,
            got=f"the request after {passed} was rejected",
        )
    _scope(session, operation, who, rate, source)
    _effect(session, who, rate, source)
    _end(session, request)


def _until_rejected(session: Session, request: Request, rate: Json) -> list[Exchange]:
    # Twice the limit: one that is counted by the clock's minute starts anew at the next minute.
    most = 2 * int(rate.get("per_minute", 100)) + int(rate.get("burst", 0)) + 5
    exchanges: list[Exchange] = []
    for _ in range(most):
        exchanges.append(session.send(request, limited=True))
        if exchanges[-1].status == 429:
            break
    return exchanges


def _span(exchanges: list[Exchange]) -> float:
    return exchanges[-1].started + exchanges[-1].seconds - exchanges[0].started


def _number(exchange: Exchange, name: str) -> int | None:
    value = exchange.header(name) or ""
    return int(value) if value.isdigit() else None


def _headers(session: Session, exchanges: list[Exchange], rate: Json, source: str) -> None:
    ok = [exchange for exchange in exchanges if exchange.ok]
    left = [value for e in ok if (value := _number(e, "X-RateLimit-Remaining")) is not None]
    if len(left) > 3 and left[-1] >= left[0] and not _could_pass(ok, rate):
        session.report(
            COUNTS,
            ok[-1],
            expected=f"less than the {left[0]} of the first request",
            source="/components/headers/X-RateLimit-Remaining",
            got=f"after {len(left)} requests: {left}",
        )
    figures = {value for e in ok if (value := _number(e, "X-RateLimit-Limit")) is not None}
    # Of several limits the response has the one that is closest to being exhausted.
    # A limit that is counted by the minute has no burst of its own.
    of_the_key = set(rate.values())
    if figures and rate and not figures <= of_the_key | _of_tenants(session):
        session.report(
            FIGURE,
            ok[-1],
            expected=str(rate.get("burst", rate["per_minute"])),
            source=source,
            got=f"X-RateLimit-Limit is {', '.join(map(str, sorted(figures)))}",
        )
    accepted = len(ok)
    if exchanges[-1].status == 429 and any(
        accepted < value * 9 // 10 for value in figures & of_the_key
    ):
        session.report(
            FIGURE,
            exchanges[-1],
            signature="remaining",
            expected=f"{max(figures & of_the_key)} requests accepted, as X-RateLimit-Limit says",
            source="/components/headers/X-RateLimit-Limit",
            got=f"the request after {accepted} was rejected",
        )


def _of_tenants(session: Session) -> set[int]:
    """The documented limits of all keys of a tenant together."""
    rates: Json = session.contract.tenant_scheme.get("x-rate-limits", {})
    return {value for value in rates.values() if isinstance(value, int)}


def _scope(session: Session, operation: Operation, who: Identity, rate: Json, source: str) -> None:
    for other in session.contract.lists():
        if other.needs_object or other is operation:
            continue
        # The limit lets a request pass now and then: twice in a row it cannot.
        request = session.request(other, who=who)
        statuses = [session.send(request, limited=True) for _ in range(3)]
        passed = all(exchange.status != 429 for exchange in statuses)
        if passed and not _could_pass(statuses, rate):
            session.report(
                SCOPE,
                statuses[-1],
                signature="operation",
                expected="429: the key's limit is used up",
                source=source,
            )
        break
    for role in (NEIGHBOUR, MAIN):
        if role not in session.world.identities:
            session.skip("another key while one has used up its limit", session.world.missing[role])
            continue
        exchange = session.send(session.request(operation, who=session.who(role)), limited=True)
        if exchange.status == 429:
            session.report(
                SCOPE,
                exchange,
                signature="key",
                expected="a response: it is another key's limit that is used up",
                source=source,
            )


def _could_pass(exchanges: list[Exchange], rate: Json, left: int = 0) -> bool:
    """Whether so much time went by that a limit with so many requests left lets these pass."""
    per_second = float(rate.get("per_minute", 100)) / 60
    return left + _span(exchanges) * per_second + 1 >= len(exchanges)


def _effect(session: Session, who: Identity, rate: Json, source: str) -> None:
    for resource in session.contract.resources.values():
        unique = resource.unique
        if resource.create is None or resource.listing is None or not unique:
            continue
        tried: list[Exchange] = []
        for _ in range(4):
            body = session.objects.body_for(resource.create)
            request = session.request(resource.create, body=body, who=who)
            tried.append(session.send(request, limited=True))
            if tried[-1].status == 429:
                page = session.must(resource.listing)
                if str(body[unique[0]["field"]]) in page.text:
                    session.report(
                        NO_EFFECT,
                        tried[-1],
                        expected="nothing made",
                        source=source,
                        got="it is listed",
                    )
                return
        if _could_pass(tried, rate):
            return
        session.report(
            SCOPE,
            tried[-1],
            signature="write",
            expected="429: the key's limit is used up, for writes too",
            source=source,
        )
        return


def _end(session: Session, request: Request) -> None:
    exchange = session.send(request, limited=True)
    for _ in range(5):
        if exchange.status == 429:
            break
        exchange = session.send(request, limited=True)
    else:
        return
    waits = {n.lower(): v for n, v in exchange.headers if n.lower().endswith(_RETRY)}
    values = set(waits.values())
    if len(values) > 1 or not all(value.isdigit() and int(value) > 0 for value in values):
        session.report(
            RETRY,
            exchange,
            expected="the same whole number of seconds, above 0",
            source="/components/headers/Retry-After",
            got=f"{waits}",
        )
        return
    if not values:
        return
    wait = int(values.pop())
    if wait > LONGEST_WAIT:
        session.report(
            RETRY,
            exchange,
            signature="long",
            expected=f"up to the {LONGEST_WAIT} seconds in which a minute's limit is whole",
            source="/components/headers/Retry-After",
            got=f"{waits}",
        )
        return
    time.sleep(wait)
    again = session.send(request, limited=True)
    if again.status == 429:
        session.report(
            ENDS,
            again,
            steps=[exchange],
            expected=f"a response {wait} seconds after the 429",
            source="/components/headers/Retry-After",
        )


PARTS = (limit,)
ROLES = (LIMITED, NEIGHBOUR)
