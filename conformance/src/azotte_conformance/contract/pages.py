"""Pages that have a number, a token or an index (`x-pagination`). Cursors are in `operations`."""

from dataclasses import dataclass
from typing import Any

from jsonpointer import resolve_pointer

from azotte_conformance.contract.json_values import Json, as_array

_ROLES = {"page": "page", "offset": "offset", "token": "token"}


@dataclass(frozen=True)
class Pages:
    """How the pages of a list follow each other."""

    rule: Json
    parameter: str
    """The one that a page starts at."""
    limit: str | None

    def items(self, page: Any) -> list[Json]:
        """The objects on a page."""
        return as_array(self._field(page, "items") if "items" in self.rule else page) or []

    def after(self, page: Any, start: Any) -> Any:
        """Where the next page starts; `None` if this was the last one.

        Args:
            page: The body of the response.
            start: Where it started; `None` for the first one.
        """
        if self.rule["style"] == "token":
            return self._field(page, "next")
        items = self.items(page)
        if not items or self._field(page, "more") is False:
            return None
        if self.rule["style"] == "page":
            return (self.rule.get("first", 1) if start is None else start) + 1
        return (start or 0) + len(items)

    def _field(self, page: Any, role: str) -> Any:
        name = self.rule.get(role)
        if name is None:
            return None
        return resolve_pointer(page, name if name.startswith("/") else f"/{name}", None)


def pages_of(rule: Json) -> Pages | None:
    """How the pages of a list follow each other; `None` for cursors and links."""
    role = _ROLES.get(rule.get("style", ""))
    return Pages(rule, rule[role], rule.get("limit")) if role else None
