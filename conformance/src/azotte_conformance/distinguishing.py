"""Whether two requests get responses that a caller can tell apart.

Any two responses differ: proxies add headers to some of them, counters count, clocks tick. What differs between two
responses is only taken for a difference between the requests if it is there each time they are sent again.
"""

from collections.abc import Mapping

from azotte_conformance.encoders import json_text
from azotte_conformance.exchange import Exchange
from azotte_conformance.session import Session

ROUNDS = 8
"""How often both requests are sent again. A header that is on half of all responses passes once in 30,000 times."""
_VARYING = frozenset(
    ("header date", "header content-length", "header x-request-id", "error request_id")
)
_KEY = "varying parts of responses"


def distinguishing(
    session: Session, one: Exchange, other: Exchange, *, hidden: Mapping[str, str] | None = None
) -> list[str]:
    """The parts that tell two responses apart each time: `status`, `error code`, `header server`.

    Args:
        session: Sends the requests again. It remembers what varies by itself.
        one: A rejected request.
        other: Another one.
        hidden: Texts that were sent, with what is compared in their place.
    """
    varying: set[str] = session.memory.setdefault(_KEY, set(_VARYING))
    first, second = _parts(one, hidden), _parts(other, hidden)
    names = {n for n in first.keys() | second.keys() if first.get(n) != second.get(n)} - varying
    if one.ok or other.ok:
        # A request that was accepted is not sent again. Its success is the difference.
        return sorted(names & {"status"})
    for _ in range(ROUNDS):
        if not names:
            break
        again = (
            _parts(session.send(one.request), hidden),
            _parts(session.send(other.request), hidden),
        )
        steady = {
            name
            for name in names
            if again[0].get(name) == first.get(name) and again[1].get(name) == second.get(name)
        }
        varying |= names - steady
        names = steady
    return sorted(names)


def _parts(exchange: Exchange, hidden: Mapping[str, str] | None) -> dict[str, str]:
    parts = {"status": str(exchange.status)}
    parts |= {f"error {name}": json_text(value) for name, value in exchange.error.items()}
    if not exchange.error:
        parts["body"] = exchange.text
    for name, value in exchange.headers:
        key = f"header {name.lower()}"
        parts[key] = f"{parts[key]}, {value}" if key in parts else value
    for text, shown in (hidden or {}).items():
        parts = {name: value.replace(text, shown) for name, value in parts.items()}
    return parts
