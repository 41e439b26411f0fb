"""Says in words what the contract states about behaviour, from its extensions (openapi/rules/README.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codegen.document import is_map
from codegen.model.operations import Api, Operation
from codegen.model.types import Json, NamedType
from codegen.reference.type_text import code, listed

_LETTERS = {"D": "day", "W": "week", "M": "month", "Y": "year"}


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
            *(self._effect(one) for one in stated.get("x-effects", ())),
            *(self._grants(stated["x-grants"]) if "x-grants" in stated else ()),
            *self._general(operation),
        ]

    def of_object(self, named: NamedType) -> list[str]:
        """Return what is always true of an object."""
        stated = named.extensions
        rules: list[str] = []
        for one in stated.get("x-unique", ()):
            case = ", regardless of upper and lower case" if one.get("ignore_case") else ""
            rules.append(f"`{one['field']}` is unique within a tenant and environment{case}.")
        return [
            *rules,
            *(f"{_if(one)}{_all(one['then'])}." for one in stated.get("x-invariants", ())),
        ]

    def over_time(self, named: NamedType) -> list[str]:
        """Return what happens to an object without a request."""
        return [self._due(one) for one in named.extensions.get("x-due", ())]

    def senders(self, event: str) -> list[str]:
        """Return what sends an event: operations, and times of objects."""
        found: list[str] = []
        for operation in self.api.operations:
            for one in operation.extensions.get("x-effects", ()):
                if event in one.get("events", ()):
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

    def _effect(self, one: Json) -> str:
        """Return what is true after a success."""
        condition = _if(one, end=": ")
        done = "; ".join(self._consequences(one))
        if not condition:
            condition = "Afterwards " if "then" in one else ""
        return f"{condition}{done}." if condition else f"{done[0].upper()}{done[1:]}."

    def _consequences(self, one: Json, before: Mapping[str, Json] | None = None) -> Iterator[str]:
        if "then" in one:
            yield _all(one["then"], before)
        if "changes" in one:
            yield f"can change {_fields(one['changes'])}"
        for name, created in one.get("creates", {}).items():
            for conditions in created:
                where = f" whose {_all(conditions)}" if conditions else ""
                yield f"creates a {self._link(name)} that names it{where}"
            if not created:
                yield f"creates no {self._link(name)}"
        for name, then in one.get("updates", {}).items():
            kept = f"each {self._link(name)} that names it is kept"
            yield f"{kept}: {_all(then, {})}" if then else f"{kept} unchanged"
        if "events" in one:
            links = (f"[`{name}`](/events/{name})" for name in one["events"])
            yield f"sends {listed(links, 'and')}"

    def _grants(self, one: Json) -> Iterator[str]:
        yield (
            f"The list has the {_name_code(one['items'])} of each {self._link(one['schema'])}"
            f" where {_all(one['when'])}. `{one['field']}` names that object."
        )

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
        moment = _moment(one)
        condition = f"{_if(one, ', if ', '')}{_given(one)}"
        done = "; ".join(self._consequences(one, one.get("when", {})))
        return f"**{moment[0].upper()}{moment[1:]}**{condition}: {done}."

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


def _fields(changes: Json) -> str:
    """Return the fields that can change: their names, or where they are."""
    if isinstance(changes, str):
        return "the fields in the request"
    return listed((f"`{name}`" for name in changes), "and")


def _moment(one: Json) -> str:
    time = f"at `{_name(one['at'])}`"
    if "before" in one:
        time = f"{_iso(one['before'])} before `{_name(one['at'])}`"
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
        if place.startswith("$request") and schema.keys() == {"type"}:
            return "is not sent" if schema["type"] == "null" else "is sent"
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
    return _name_code(str(expression))


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
        case "contains", {"properties": fields}:
            return f"has an item whose {_all(fields)}"
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
                f" {word} {_value(rest[word])}" for word in ("plus", "minus") if word in rest
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
