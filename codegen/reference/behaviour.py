"""Says in words what the contract states about behaviour, from its extensions (openapi/rules/README.md)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from codegen.document import is_map
from codegen.model.operations import Api, Operation
from codegen.model.types import Json, NamedType
from codegen.reference.type_text import code, listed

_LETTERS = {"D": "day", "W": "week", "M": "month", "Y": "year"}
_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


@dataclass(frozen=True)
class Behaviour:
    """Writes behaviour as lists of sentences in Markdown.

    Attributes:
        pages: Path of the page of each type that has one.
    """

    api: Api
    pages: Mapping[str, str]

    def of_operation(self, operation: Operation) -> list[str]:
        """Return what an operation needs, what it changes and what it sends."""
        stated = operation.extensions
        return [
            *self._keys(operation),
            *(self._requires(operation, one) for one in stated.get("x-requires", ())),
            *(f"{_if(one)}{_then(one)}." for one in stated.get("x-results", ())),
            *self._changes(stated.get("x-changes", ())),
            *(self._lasts(one) for one in stated.get("x-lasts", ())),
            *(self._causes(one) for one in stated.get("x-causes", ())),
            *(self._cascade(one) for one in stated.get("x-cascade", ())),
            *(self._grants(stated["x-grants"]) if "x-grants" in stated else ()),
            *self._events(stated.get("x-events", ())),
            *self._general(operation),
        ]

    def of_object(self, named: NamedType) -> list[str]:
        """Return what is always true of an object."""
        stated = named.extensions
        rules = [
            f"`{one['field']}` is one of the `{one['items']}` of the object in `{one['of']}`."
            for one in stated.get("x-inside", ())
        ]
        for one in stated.get("x-unique", ()):
            case = ", regardless of upper and lower case" if one.get("ignore_case") else ""
            rules.append(f"`{one['field']}` is unique within a tenant and environment{case}.")
        return [*rules, *(f"{_if(one)}{_then(one)}." for one in stated.get("x-invariants", ()))]

    def over_time(self, named: NamedType) -> list[str]:
        """Return what happens to an object without a request."""
        return [self._due(one) for one in named.extensions.get("x-due", ())]

    def senders(self, event: str) -> list[str]:
        """Return what sends an event: operations, and times of objects."""
        found: list[str] = []
        for operation in self.api.operations:
            for one in operation.extensions.get("x-events", ()):
                if one["type"] == event:
                    found.append(f"{operation_link(operation)}{_if(one, start=', if ', end='')}.")
        for name, named in self.api.types.items():
            for one in named.extensions.get("x-due", ()):
                if event in one.get("events", ()):
                    found.append(
                        f"{self._link(name)}: {_moment(one)}{_if(one, ', if ', '')}{_given(one)}."
                    )
        return found

    # --- Operations -----------------------------------------------------------------------------------------------------------

    def _keys(self, operation: Operation) -> Iterator[str]:
        if operation.key_types:
            keys = listed((f"**{kind}**" for kind in operation.key_types), "or")
            yield f"Needs a {keys} [API key](/guides/authentication)."

    def _requires(self, operation: Operation, one: Json) -> str:
        error = one["otherwise"]
        return (
            f"{_if(one, end=', allowed') or 'Allowed'} while {_all(one['then'])}. Otherwise it returns"
            f" {_status_of(operation, error)}[`{error}`](/guides/errors#{error})."
        )

    def _changes(self, stated: Iterable[Json]) -> Iterator[str]:
        for number, one in enumerate(stated):
            fields = listed((f"`{name}`" for name in one["fields"]), "and")
            also = "Can also change" if number else "Changes only"
            yield f"{also} {fields}{_if(one, start=', if ', end='')}."

    def _lasts(self, one: Json) -> str:
        time = _value(one["days"]) + " days" if "days" in one else f"one {_value(one['interval'])}"
        return f"{_if(one)}{_value(one['to'])} is {_value(one['from'])} plus {time}."

    def _causes(self, one: Json) -> str:
        name = self._link(one["schema"])
        if one["then"] is None:
            return f"{_if(one)}creates no {name}." if "when" in one else f"Creates no {name}."
        text = f"creates a {name} that names the object in `{one['field']}`"
        text += f", where {_all(one['then'])}" if one["then"] else ""
        condition = _if(one)
        return f"{condition}{text}." if condition else f"{text[0].upper()}{text[1:]}."

    def _cascade(self, one: Json) -> str:
        kept = f"Each {self._link(one['schema'])} that names it in `{one['field']}` is kept"
        return f"{kept}: {_all(one['then'], {})}." if "then" in one else f"{kept} unchanged."

    def _grants(self, one: Json) -> Iterator[str]:
        yield (
            f"The list has the `{one['items']}` of the `{one['of']}` of each {self._link(one['schema'])}"
            f" where {_all(one['when'])}. `{one['field']}` names that object."
        )

    def _events(self, stated: Iterable[Json]) -> Iterator[str]:
        for one in stated:
            yield f"Sends [`{one['type']}`](/events/{one['type']}){_if(one, start=', if ', end='')}."

    def _general(self, operation: Operation) -> Iterator[str]:
        if operation.idempotency is not None:
            yield (
                f"[Idempotent](/guides/idempotent-requests) with the header `{operation.idempotency.header}`: a retry with the"
                " same key does not repeat the effect."
            )
        if operation.pagination is not None:
            yield "Returns a [page](/guides/pagination) of a list."

    # --- Objects --------------------------------------------------------------------------------------------------------------

    def _due(self, one: Json) -> str:
        events = (
            listed((f"[`{name}`](/events/{name})" for name in one.get("events", ())), "or")
            if one.get("events")
            else ""
        )
        moment, when = _moment(one), one.get("when", {})
        text = f"**{moment[0].upper()}{moment[1:]}**{_if(one, ', if ', '')}{_given(one)}: {_all(one['then'], when)}."
        if events:
            text += f" Sends {events}."
        causes = [self._causes(cause) for cause in one.get("causes", ())]
        return " ".join([text, *causes])

    def _link(self, name: str) -> str:
        return f"[{name}](/{self.pages[name]})" if name in self.pages else f"`{name}`"


def operation_link(operation: Operation) -> str:
    """Return a link to the page of an operation."""
    return f"[{operation.summary or operation.id}](/operations/{operation.id})"


def _status_of(operation: Operation, error: str) -> str:
    for response in operation.errors:
        if any(one.name == error for one in response.error_codes):
            return f"{response.status} "
    return ""


def _if(one: Json, start: str = "If ", end: str = ", ") -> str:
    when = one.get("when")
    return f"{start}{_all(when)}{end}" if when else ""


def _then(one: Json) -> str:
    text = _all(one["then"])
    if "when" in one:
        return text
    return f"Afterwards {text}" if _is_response(one["then"]) else text


def _is_response(then: Mapping[str, Json]) -> bool:
    return any(expression.startswith("$response") for expression in then)


def _moment(one: Json) -> str:
    time = f"at `{_name(one['at'])}`"
    if "before" in one:
        time = f"{_duration(one['before'])} before `{_name(one['at'])}`"
    return time


def _given(one: Json) -> str:
    given = one.get("given")
    if given is None:
        return ""
    body = {name: value for name, value in given["body"].items() if not isinstance(value, dict)}
    fields = listed((code(f"{name}: {value}") for name, value in body.items()), "and")
    return f", after [`{given['operation']}`](/operations/{given['operation']}) with {fields}"


def _all(conditions: Mapping[str, Json], before: Mapping[str, Json] | None = None) -> str:
    """Return conditions in words. With those that hold before, they are what becomes of an object."""

    def verb(place: str, schema: Json) -> str:
        words = _matches(schema)
        if before is None or not words.startswith("is "):
            return words
        return ("stays " if before.get(place) == schema else "becomes ") + words.removeprefix("is ")

    return listed(
        (f"{_name_code(place)} {verb(place, schema)}" for place, schema in conditions.items()),
        "and",
    )


def _name_code(expression: str) -> str:
    source, _, pointer = expression.rpartition("#")
    if "/" in source:
        return f"`{_name(pointer)}` of the object in {_name_code(source)}"
    of = {"$request.body": " of the request", "$before": " before"}.get(source, "")
    return f"`{_name(pointer)}`{of}"


def _name(pointer: str) -> str:
    return pointer.rpartition("#")[2].strip("/").replace("/", ".")


def _value(expression: Json) -> str:
    return _name_code(expression) if isinstance(expression, str) else code(expression)


def _matches(schema: Json) -> str:
    """Return what a schema says of a value. Anything rare is shown as it is."""
    if not is_map(schema):
        return f"matches {code(schema)}"
    return listed((_keyword(keyword, value) for keyword, value in schema.items()), "and")


def _keyword(keyword: str, value: Json) -> str:
    bound = _data(value)
    match keyword, value:
        case "const", {"$data": _}:
            return f"is the value of {bound}"
        case "const", _:
            return f"is {bound}"
        case "enum", [*values]:
            return f"is {listed(map(code, values), 'or')}"
        case "minimum", _:
            return f"is {bound} or more"
        case "maximum", _:
            return f"is {bound} or less"
        case "exclusiveMinimum", _:
            return f"is more than {bound}"
        case "exclusiveMaximum", _:
            return f"is less than {bound}"
        case "type", "null":
            return "is `null`"
        case "type", str(name):
            return f"is {'an' if name[0] in 'aeiou' else 'a'} {name}"
        case "not", {"const": one}:
            return f"is not {_data(one)}"
        case "not", {"enum": [*values]}:
            return f"is not {listed(map(code, values), 'or')}"
        case _:
            return f"matches {code({keyword: value})}"


def _data(value: Json) -> str:
    match value:
        case {"$data": str(place), **rest}:
            changes = (
                f" {word} {_name_code(rest[word])}" for word in ("plus", "minus") if word in rest
            )
            return _name_code(place) + "".join(changes) + _unit(rest.get("unit"))
        case _:
            return code(value)


def _unit(unit: Json) -> str:
    if is_map(unit):
        return f" ({', '.join(f'{value}: {_iso(length)}' for value, length in unit.items())})"
    return "" if unit is None else f" times {_iso(unit)}"


def _iso(duration: str) -> str:
    """Return an ISO 8601 duration of one unit in words: `P14D` is `14 days`."""
    count, unit = int(duration[1:-1]), _LETTERS[duration[-1]]
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _duration(seconds: int) -> str:
    for size, unit in _UNITS:
        if seconds % size == 0:
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{seconds} seconds"
