"""Reads objects and arrays whose keys are in brackets (`deepObject`): `a[b][c]=1`, `a[b][0]=x`, `a[b][]=x`, `a[b]=x&a[b]=y`.

OpenAPI leaves nested values undefined (3.1, 4.8.12.3). The clients write what the npm package `qs` and Stripe's libraries write: the
index of each item. Empty brackets and repeated keys, which other libraries write, are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from azotte_sandbox.contract.scalars import Scalar
from azotte_sandbox.contract.validation import Schemas
from azotte_sandbox.json_values import is_object

_KEY = re.compile(r"\[([^\[\]]*)\]")
_INDEX = re.compile(r"[0-9]{1,9}|")
_DEEPEST = 32


def keys_of(brackets: str) -> list[str] | None:
    """Return the keys in `[b][c]`, or None if the text has another form or too many keys."""
    keys = _KEY.findall(brackets)
    is_whole = "".join(f"[{key}]" for key in keys) == brackets
    return keys if is_whole and len(keys) <= _DEEPEST else None


class Tree:
    """A value as it is sent: its texts, and the values of its keys."""

    __slots__ = ("_children", "_texts")

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._children: dict[str, Tree] = {}

    def add(self, keys: list[str], text: str) -> None:
        """Add a text at some keys."""
        tree = self
        for key in keys:
            tree = tree._children.setdefault(key, Tree())
        tree._texts.append(text)

    def value(self, schema: dict[str, Any], schemas: Schemas) -> Any:
        """Return the value with the types of its schema.

        Raises:
            KeyError: A value that is not an array is sent twice. The error has its keys in brackets.
        """
        types = schemas.types_of(schema)
        if not self._children:
            if len(self._texts) > 1 and "array" not in types:
                raise KeyError("")
            if "array" in types and (len(self._texts) > 1 or types <= {"array", "null"}):
                item = Scalar(schemas.types_of(_items(schema, schemas)))
                return [item.read(text) for text in self._texts]
            return Scalar(types).read(self._texts[0])
        if self._texts:
            raise KeyError("")
        if "array" in types and all(map(_INDEX.fullmatch, self._children)):
            return [*self._array(_items(schema, schemas), schemas)]
        return {
            key: _at(key, tree, schemas.field(schema, key), schemas)
            for key, tree in self._children.items()
        }

    def _array(self, items: dict[str, Any], schemas: Schemas) -> Iterator[Any]:
        for key in sorted(self._children, key=lambda key: int(key or 0)):
            tree = self._children[key]
            if key == "" and not tree._children:
                yield from (Scalar(schemas.types_of(items)).read(text) for text in tree._texts)
            else:
                yield _at(key, tree, items, schemas)


def _at(key: str, tree: Tree, schema: dict[str, Any], schemas: Schemas) -> Any:
    try:
        return tree.value(schema, schemas)
    except KeyError as error:
        raise KeyError(f"[{key}]{error.args[0]}") from None


def _items(schema: dict[str, Any], schemas: Schemas) -> dict[str, Any]:
    """Return the schema of the items of an array, also of one that is a branch of a union."""
    full = schemas.resolve(schema)
    branches = (one for word in ("allOf", "oneOf", "anyOf") for one in full.get(word, ()))
    found: object = full.get("items")
    if is_object(found):
        return found
    for branch in branches:
        if found := _items(branch, schemas):
            return found
    return {}
