"""What requests, and time, make of other kinds than what they are about (`x-causes`)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from jsonpointer import resolve_pointer

from azotte_conformance.contract import Json
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.response_rules import filled, fits
from azotte_conformance.session import Session

CAUSED = Rule(
    "states.caused",
    "What is done to an object makes the objects of other kinds that the contract says, and no others.",
    by="/paths/*/*/x-causes",
)


class Causes:
    """The objects that something is to make.

    Args:
        session: lists them.
        rules: of the form of `x-causes`.
        since: the moment from which objects count; by default those made from now on.
    """

    def __init__(self, session: Session, rules: Sequence[Json], since: int | None = None) -> None:
        self._session = session
        self._rules = rules
        self._since = since
        self._newest: dict[str, Any] = {}
        if since is None:
            for schema in {str(rule["schema"]) for rule in rules}:
                newest = next(_newest_first(session, schema, 1), None)
                self._newest[schema] = newest and newest["id"]

    def judge(self, id: str, exchange: Exchange, value: Callable[[str], Any], source: str) -> None:
        """Check what there is now against the rules.

        Args:
            id: of the object that something was done to.
            exchange: what was done, or showed it.
            value: what the names in the rules stand for.
            source: pointer to the rules in the contract.
        """
        for index, rule in enumerate(self._rules):
            conditions: Json = rule.get("when", {})
            if not all(fits(self._session.contract, value(n), s) for n, s in conditions.items()):
                continue
            made = [thing for thing in self._made(rule["schema"]) if thing[rule["member"]] == id]
            wanted = None if rule["then"] is None else filled(rule["then"], value)
            if not self._as_wanted(made, wanted):
                self._session.report(
                    CAUSED,
                    exchange,
                    signature=f"{rule['schema']} {index}",
                    expected=f"{'no' if wanted is None else 'one'} {rule['schema']} for {id}"
                    + (f": {wanted}" if wanted else ""),
                    source=f"{source}/{index}",
                    got=f"{len(made)}: {made}",
                )

    def _as_wanted(self, made: Sequence[Json], wanted: Json | None) -> bool:
        if wanted is None:
            return not made
        return len(made) == 1 and all(
            fits(self._session.contract, resolve_pointer(made[0], pointer), schema)
            for pointer, schema in wanted.items()
        )

    def _made(self, schema: str) -> Iterator[Json]:
        # Few are new: a page of a hundred would take ten times as long to check.
        for thing in _newest_first(self._session, schema, 10):
            old = self._since is not None and thing["created"] < self._since
            if old or thing["id"] == self._newest.get(schema):
                return
            yield thing


def _newest_first(session: Session, schema: str, limit: int) -> Iterator[Json]:
    listing = session.contract.resources[schema].listing
    assert listing is not None and listing.pagination is not None
    for page in session.walk(listing, limit=limit):
        yield from page.fields[listing.pagination.items]
