"""Unions whose variants have to be distinguished, for msgspec and for typed dictionaries.

msgspec tells variants apart by a tag that all of them must have, and rejects a tag that it does not know. So it is given an opaque class
for such a union, and asks here for its values. A variant that this version does not know is kept as it came.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast, get_args, get_origin, get_type_hints, is_typeddict

import msgspec


class _AnyInstance(type):
    """Takes every value for an instance: msgspec checks what it gets."""

    def __instancecheck__(cls, instance: object) -> bool:
        return True


class Choice(NamedTuple):
    """A union. Its variants and tags are functions, because classes may be defined after it.

    Attributes:
        branches: Returns the types of the variants.
        tag: Field that tells the variants apart, or `None`.
        tags: Returns the variant for each value of that field.
        unknown: Class of variants that this version does not know; `None` if they stay plain values.
    """

    branches: Callable[[], tuple[Any, ...]]
    tag: str | None = None
    tags: Callable[[], Mapping[str, Any]] = dict
    unknown: Any = None


def one_of(
    name: str,
    branches: Callable[[], tuple[Any, ...]],
    tag: str | None = None,
    tags: Callable[[], Mapping[str, Any]] = dict,
    unknown: Any = None,
) -> type[Any]:
    """Return the class that stands for a union; see `Choice`."""
    return _AnyInstance(name, (), {"choice": Choice(branches, tag, tags, unknown)})


def choice_of(hint: object) -> Choice | None:
    """Return the union that a class stands for, or `None` if it is another type."""
    return vars(hint)["choice"] if isinstance(hint, _AnyInstance) else None


def variant(choice: Choice, value: object) -> Any:
    """Return the type of a value of a union; `None` if it is not known.

    Args:
        choice: The union.
        value: A value as `json.loads` returns it.
    """
    fields = _fields(value)
    if choice.tag is not None:
        kind = fields.get(choice.tag)
        return choice.tags().get(kind, choice.unknown) if isinstance(kind, str) else choice.unknown
    fitting = [branch for branch in choice.branches() if fits(value, branch)]
    # Objects may have fields that no variant declares, so that several can fit: the one that declares most of them.
    return max(fitting, key=lambda branch: len(_names(branch) & fields.keys()), default=None)


def fits(value: object, hint: Any) -> bool:
    """Whether a value is valid for a type."""
    try:
        msgspec.convert(value, hint, dec_hook=read_choice)
    except (msgspec.ValidationError, RecursionError):
        return False
    return True


def read_choice(hint: type[Any], value: object) -> object:
    """Turn a value of a union into what its variant is (a `dec_hook` of msgspec)."""
    choice = choice_of(hint)
    if choice is None:
        raise NotImplementedError(f"{hint} is not a type of a model")
    branch = variant(choice, value)
    return value if branch is None else msgspec.convert(value, branch, dec_hook=read_choice)


def _fields(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _names(branch: Any) -> set[str]:
    if is_typeddict(branch):
        return {*get_type_hints(branch)}
    if isinstance(branch, type) and issubclass(branch, msgspec.Struct):
        return {*branch.__struct_encode_fields__}
    return (
        {name for part in get_args(branch) for name in _names(part)}
        if get_origin(branch)
        else set()
    )
