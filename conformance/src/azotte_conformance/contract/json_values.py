"""JSON values of a type that is not known before."""

from collections.abc import Iterable
from typing import Any, TypeAlias, cast

Json: TypeAlias = dict[str, Any]


def as_object(value: Any) -> Json | None:
    """A value if it is a JSON object."""
    return cast("Json", value) if isinstance(value, dict) else None


def as_array(value: Any) -> list[Any] | None:
    """A value if it is a JSON array."""
    return list(cast("Iterable[Any]", value)) if isinstance(value, list) else None


def dotted(value: Any, path: str) -> Any:
    """The field of an object at a dotted path such as `plan.id`; `None` if there is none."""
    for part in path.split("."):
        fields = as_object(value)
        if fields is None:
            return None
        value = fields.get(part)
    return value
