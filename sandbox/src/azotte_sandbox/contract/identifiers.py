"""Makes identifiers of the form that a schema has."""

from __future__ import annotations

import hashlib
import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from azotte_sandbox.contract.validation import Schemas
from azotte_sandbox.ids import BASE62, Ids

_ALPHABETS = (
    BASE62.decode(),
    "0123456789abcdefghijklmnopqrstuvwxyz",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "0123456789abcdef",
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "0123456789",
)
_LENGTHS = (24, 32, 20, 16, 12, 10, 8, 6, 4)
_TRIAL = "0UabCdEf6Q2mZ0aB7xK4pT9cL1vE8sW3"
"""As long as what `RandomIds` makes."""


class IdForm:
    """The form of the IDs of a kind of object.

    Args:
        schema: Schema of the ID.
        schemas: Compiles it.
        example: An example of an ID.
    """

    def __init__(self, schema: dict[str, Any], schemas: Schemas, example: Any) -> None:
        full = schemas.resolve(schema)
        self._schema = schemas.of(schema)
        self.is_number = "string" not in schemas.types_of(full)
        is_text = isinstance(example, str) and full.get("format") != "uuid"
        self.prefix = _prefix(full.get("pattern", "").removeprefix("^")) or (
            _prefix(example) if is_text else ""
        )
        self._is_uuid = full.get("format") == "uuid"
        self._example = example
        self._form = next(filter(self._is_possible, self._forms()), None)

    def new(self, ids: Ids) -> str:
        """Return a new ID, which is text even if the contract has a number; the store counts numbers."""
        if self._form is None:
            # The form is unknown. The response check reports it.
            return ids.new(self.prefix.rstrip("_-") or "id")
        return self._form(ids.new(self.prefix.rstrip("_-") or "id"))

    def _is_possible(self, form: Callable[[str], str]) -> bool:
        return self._schema.is_valid(form(f"x_{_TRIAL}"))

    def _forms(self) -> Iterator[Callable[[str], str]]:
        if self._is_uuid:
            yield _uuid
            return
        if self.prefix.endswith("_"):
            yield lambda made: self.prefix + made.rpartition("_")[2]
        for length in _LENGTHS:
            for alphabet in _ALPHABETS:
                yield _short(self.prefix, alphabet, length)
        yield _uuid


def _prefix(text: str) -> str:
    """Return the letters, digits, underscores and hyphens at the start of a text, up to the last separator."""
    head = "".join(itertools.takewhile(lambda letter: letter.isalnum() or letter in "_-", text))
    return head[: max(head.rfind("_"), head.rfind("-")) + 1]


def _uuid(made: str) -> str:
    return str(uuid.UUID(bytes=hashlib.sha256(made.encode()).digest()[:16], version=4))


def _short(prefix: str, alphabet: str, length: int) -> Callable[[str], str]:
    """Return a form of a number of letters of an alphabet after a prefix."""

    def form(made: str) -> str:
        number = int.from_bytes(hashlib.sha256(made.encode()).digest() * 2, "big")
        letters = ""
        while len(letters) < length:
            number, index = divmod(number, len(alphabet))
            letters += alphabet[index]
        return prefix + letters

    return form
