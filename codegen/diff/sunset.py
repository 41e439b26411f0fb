"""Finds deprecated parts that are removed before their sunset (`x-deprecation`)."""

from collections.abc import Iterator, Mapping
from datetime import date

from codegen.document import Json
from codegen.model.operations import Api
from codegen.model.read import read
from codegen.model.types import Deprecation, Object


def early_removals(base: Json, revision: Json, today: date) -> list[str]:
    """Return an error for each part that is removed before its sunset.

    Args:
        base: The older bundle.
        revision: The newer bundle.
        today: Parts whose sunset is this day or earlier can be removed.
    """
    kept = _parts(read(revision).api)
    return [
        f"{part} is removed before its sunset, {deprecation.sunset}. Keep it until then."
        for part, deprecation in _parts(read(base).api).items()
        if part not in kept and deprecation is not None and deprecation.sunset > today.isoformat()
    ]


def _parts(api: Api) -> Mapping[str, Deprecation | None]:
    return dict(_named_parts(api))


def _named_parts(api: Api) -> Iterator[tuple[str, Deprecation | None]]:
    for operation in api.operations:
        label = f"`{operation.method} {operation.path}`"
        yield label, operation.deprecation
        for parameter in operation.parameters:
            yield f"`{parameter.name}` of {label}", parameter.deprecation
    for name, named in api.types.items():
        if isinstance(named.type, Object):
            for field in named.type.fields:
                yield f"`{name}.{field.name}`", field.deprecation
