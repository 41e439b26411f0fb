"""What requests, and time, make of other kinds than what they are about (`creates`)."""

from collections.abc import Iterator, Sequence
from typing import Any

from jsonpointer import resolve_pointer

from azotte_conformance.conditions import Values, are_met, filled, fits
from azotte_conformance.contract import Json, Resource
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.session import Session

CAUSED = Rule(
    "states.caused",
    "What is done to an object makes the objects of other kinds that the contract says, and no others.",
    by="/paths/*/*/x-effects/*/creates",
)


class Causes:
    """The objects that something is to make.

    Args:
        session: lists them.
        about: the kind of object that something is done to.
        rules: of the form of `x-effects`.
        since: the moment from which objects count; by default those made from now on.
    """

    def __init__(
        self, session: Session, about: Resource, rules: Sequence[Json], since: int | None = None
    ) -> None:
        self._session = session
        self._about = about
        self._rules = rules
        self._since = since
        self._newest: dict[str, Any] = {}
        if since is None:
            for schema in {schema for rule in rules for schema in rule.get("creates", ())}:
                newest = next(_newest_first(session, schema, 1), None)
                self._newest[schema] = newest and newest["id"]

    def judge(self, id: str, exchange: Exchange, values: Values, source: str) -> None:
        """Check what there is now against the rules.

        Args:
            id: of the object that something was done to.
            exchange: what was done, or showed it.
            values: of what was done.
            source: pointer to the rules in the contract.
        """
        contract = self._session.contract
        for index, rule in enumerate(self._rules):
            if not are_met(contract, rule.get("when", {}), values):
                continue
            for schema, conditions in rule.get("creates", {}).items():
                field = contract.field_with_id(contract.resources[schema], self._about)
                made = [thing for thing in self._made(schema) if thing[field] == id]
                wanted = filled(conditions, values)
                if len(made) != len(wanted) or not all(self._is_made(one, made) for one in wanted):
                    self._session.report(
                        CAUSED,
                        exchange,
                        signature=f"{schema} {index}",
                        expected=f"{len(wanted) or 'no'} {schema} for {id}"
                        + (f": {wanted}" if wanted else ""),
                        source=f"{source}/{index}/creates",
                        got=f"{len(made)}: {made}",
                    )

    def _is_made(self, wanted: Json, made: Sequence[Json]) -> bool:
        contract = self._session.contract
        return any(
            all(fits(contract, resolve_pointer(thing, p), schema) for p, schema in wanted.items())
            for thing in made
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
