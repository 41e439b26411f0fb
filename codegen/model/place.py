"""A place in the document: a value with its JSON pointer.

The reader takes values only through a `Place`, which raises `RejectedError` with the pointer if a value has another shape than OpenAPI
allows. No document makes the reader fail in another way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote

from jsonpointer import EndOfList, JsonPointer, JsonPointerException, escape

from codegen.document import is_list, is_map
from codegen.model.capabilities import MALFORMED, REFERENCE, Capability


@dataclass(frozen=True)
class Rejection:
    """A part of the contract that is not supported.

    Attributes:
        pointer: Place in the bundle.
        construct: Name of the construct in the table of capabilities.
        found: What the place has.
        remedy: What to write instead.
    """

    pointer: str
    construct: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.found}. {self.remedy}"


class RejectedError(Exception):
    """The reader met a part that is not supported."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(str(rejection))
        self.rejection = rejection


@dataclass(frozen=True)
class Place:
    """A value of the document, and where it is."""

    value: Any
    pointer: str

    def rejected(self, capability: Capability, found: str) -> RejectedError:
        """Return the exception that rejects this place."""
        return RejectedError(self.rejection(capability, found))

    def rejection(self, capability: Capability, found: str) -> Rejection:
        """Return the rejection of this place."""
        return Rejection(self.pointer, capability.construct, found, capability.remedy or "")

    @property
    def is_object(self) -> bool:
        """Whether the value is a JSON object."""
        return is_map(self.value)

    def __contains__(self, key: str) -> bool:
        return key in self.fields()

    def __getitem__(self, key: str) -> "Place":
        found = self.get(key)
        if found is None:
            raise self.rejected(MALFORMED, f"the field {key!r} is missing")
        return found

    def get(self, key: str) -> "Place | None":
        """Return the place of a field, or None if there is none."""
        fields = self.fields()
        return Place(fields[key], f"{self.pointer}/{escape(key)}") if key in fields else None

    def fields(self) -> dict[str, Any]:
        """Return the value, which has to be a JSON object."""
        if not self.is_object:
            raise self.rejected(MALFORMED, f"{_shown(self.value)} is not an object")
        return cast("dict[str, Any]", self.value)

    def items(self) -> Iterator[tuple[str, "Place"]]:
        """Yield the fields of a JSON object."""
        for key, value in self.fields().items():
            yield key, Place(value, f"{self.pointer}/{escape(key)}")

    def elements(self) -> list["Place"]:
        """Return the elements of a JSON array."""
        if not is_list(self.value):
            raise self.rejected(MALFORMED, f"{_shown(self.value)} is not an array")
        return [Place(value, f"{self.pointer}/{index}") for index, value in enumerate(self.value)]

    def elements_of(self, key: str) -> list["Place"]:
        """Return the elements of an array, or none if the field is absent."""
        found = self.get(key)
        return [] if found is None else found.elements()

    def fields_of(self, key: str) -> list[tuple[str, "Place"]]:
        """Return the fields of an object, or none if the field is absent."""
        found = self.get(key)
        return [] if found is None else [*found.items()]

    def string(self) -> str:
        """Return the value, which has to be a string."""
        if not isinstance(self.value, str):
            raise self.rejected(MALFORMED, f"{_shown(self.value)} is not a string")
        return self.value

    def integer(self) -> int:
        """Return the value, which has to be an integer."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.rejected(MALFORMED, f"{_shown(self.value)} is not an integer")
        return self.value

    def text(self, key: str) -> str:
        """Return a text, or an empty text if the field is absent."""
        found = self.get(key)
        return "" if found is None else found.string()

    def optional_text(self, key: str) -> str | None:
        """Return a text, or None if the field is absent."""
        found = self.get(key)
        return None if found is None else found.string()

    def flag(self, key: str) -> bool:
        """Return a boolean, or false if the field is absent."""
        found = self.get(key)
        if found is None:
            return False
        if not isinstance(found.value, bool):
            raise found.rejected(MALFORMED, f"{_shown(found.value)} is not a boolean")
        return found.value

    def extensions(self) -> dict[str, Any]:
        """Return the `x-` fields."""
        return {key: value for key, value in self.fields().items() if key.startswith("x-")}


def follow(root: Place, place: Place) -> Place:
    """Return the target of a reference, with the fields beside the reference. Any other place is returned unchanged.

    Raises:
        RejectedError: There is no target, or the references form a circle.
    """
    seen: set[str] = set()
    beside: dict[str, Any] = {}
    while place.is_object and "$ref" in place.value:
        if place.pointer in seen:
            raise place.rejected(REFERENCE, "the reference leads back to itself")
        seen.add(place.pointer)
        beside = {**{key: one for key, one in place.fields().items() if key != "$ref"}, **beside}
        place = target(root, place)
    return Place({**place.fields(), **beside}, place.pointer) if beside else place


def target(root: Place, place: Place) -> Place:
    """Return the place that `$ref` directly names.

    Raises:
        RejectedError: It is not a place in this document.
    """
    reference = place["$ref"].string()
    if not reference.startswith("#"):
        raise place.rejected(REFERENCE, f"the reference {_shown(reference)} leaves the document")
    try:
        pointer = JsonPointer(unquote(reference[1:]))
        value: Any = pointer.resolve(root.value)
    except (JsonPointerException, TypeError, ValueError):
        value = EndOfList(None)
    if isinstance(value, EndOfList):  # also what the index `-` gives
        raise place.rejected(REFERENCE, f"the reference {_shown(reference)} leads nowhere")
    return Place(value, unquote(reference[1:]))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
