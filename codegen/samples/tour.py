"""Makes one sample of all workflows: each call uses what earlier calls returned."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from codegen.document import is_map
from codegen.model.names import PYTHON, Scope
from codegen.model.operations import Api
from codegen.model.types import Json
from codegen.samples.call import Call, calls
from codegen.samples.literals import Result
from codegen.workflows import Stop, tour

_FIELD = re.compile(r"\$response\.body#((?:/[A-Za-z_]\w*)+)")


@dataclass(frozen=True)
class TourCall:
    """A call of the tour.

    Attributes:
        python: The call in Python.
        javascript: The same in JavaScript, where results can have other names.
    """

    python: Call
    javascript: Call


def tour_calls(api: Api) -> list[TourCall]:
    """Return the calls of the tour that need only fields of earlier results."""
    of = calls(api)
    found: list[TourCall] = []
    made: set[str] = set()
    for stop in tour(api):
        values = [*_values(stop)]
        if all(_is_known(one) for one in values) and (not stop.source or stop.source.id in made):
            found.append(TourCall(_call(of, stop, "python"), _call(of, stop, "javascript")))
            made.add(stop.step.operation.id)
    return found


def _call(of: Mapping[str, Call], stop: Stop, language: str) -> Call:
    call, link = of[stop.step.operation.pointer], stop.step.link
    if stop.source is None or link is None:
        return call
    source = of[stop.source.pointer]
    variable = source.python_result if language == "python" else source.javascript_result

    def given(values: Mapping[str, Json]) -> dict[str, Any]:
        return {name: _value(one, variable, language) for name, one in values.items()}

    parameters = {name.rpartition(".")[2]: one for name, one in link.parameters.items()}
    fields = given(link.body if is_map(link.body) else {})
    return replace(call, parameters=given(parameters), fields=fields)


def _values(stop: Stop) -> Iterator[Json]:
    link = stop.step.link
    if link is not None:
        yield from link.parameters.values()
        yield from link.body.values() if is_map(link.body) else ()


def _is_known(value: Json) -> bool:
    return not isinstance(value, str) or not value.startswith("$") or bool(_FIELD.fullmatch(value))


def _value(value: Json, variable: str, language: str) -> Any:
    found = _FIELD.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    names = found[1].strip("/").split("/")
    if language == "python":
        names = [Scope(PYTHON, "snake").name(one) for one in names]
    return Result(variable, tuple(names))
