"""Operations of the contract with their parameters, bodies and responses, each with the pointer that leads to it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from azotte_conformance.contract.behaviour import (
    Balance,
    Same,
    Transition,
    balance_of,
    same_of,
    transition_of,
)
from azotte_conformance.contract.document import Document, child
from azotte_conformance.contract.json_values import Json
from azotte_conformance.contract.pages import Pages, pages_of
from azotte_conformance.contract.schemas import Schema

JSON_MEDIA_TYPE = "application/json"


@dataclass(frozen=True, eq=False)
class Parameter:
    """One parameter of an operation."""

    name: str
    place: str
    required: bool
    schema: Schema
    definition: Json
    pointer: str

    @property
    def example(self) -> Any:
        return self.definition.get("example", self.schema.example)


@dataclass(frozen=True, eq=False)
class Header:
    """A header that a response promises."""

    name: str
    required: bool
    schema: Schema
    pointer: str


@dataclass(frozen=True, eq=False)
class Response:
    """What a status means."""

    status: int
    pointer: str
    definition: Json
    headers: tuple[Header, ...]
    media_types: tuple[str, ...]
    schema: Schema | None

    @property
    def error_type(self) -> str | None:
        return self.definition.get("x-error-type")

    @property
    def error_codes(self) -> tuple[str, ...]:
        return tuple(self.definition.get("x-error-codes", ()))

    def error_examples(self) -> Iterator[tuple[str, Json]]:
        """The code and the `error` field of each example."""
        content: dict[str, Json] = self.definition.get("content", {})
        for media_type in content.values():
            examples: dict[str, Json] = media_type.get("examples", {})
            for name, example in examples.items():
                yield name, example.get("value", {}).get("error", {})


@dataclass(frozen=True, eq=False)
class Body:
    """What an operation is sent."""

    required: bool
    schema: Schema
    media_type: str
    """The one that is sent: JSON, or a form of it such as a merge patch."""
    media_types: tuple[str, ...]
    examples: tuple[Any, ...]
    pointer: str

    @property
    def is_patch(self) -> bool:
        """Whether it is a merge patch (RFC 7396)."""
        return self.media_type == "application/merge-patch+json"

    def example_of(self, name: str) -> Any:
        """An example of a field: the field's own, or that in an example of the body."""
        values = [self.schema.fields[name].example]
        examples = [*self.examples, *self.schema.full.get("examples", ())]
        values += [e[name] for e in examples if isinstance(e, dict) and name in e]
        return next((value for value in values if value is not None), None)


@dataclass(frozen=True, eq=False)
class Pagination:
    """How a list is walked (`x-pagination`)."""

    limit: Parameter
    after: Parameter
    before: Parameter
    items: str
    more: str
    cursor: str


@dataclass(frozen=True)
class Order:
    """How a list is ordered (`x-pagination`)."""

    field: str
    descending: bool


@dataclass(frozen=True, eq=False)
class Operation:
    """One method of one path."""

    id: str
    method: str
    path: str
    pointer: str
    definition: Json
    key_types: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    parents: tuple[Parameter, ...]
    """Parameters in the path that name what its objects belong to: `id` of `/customers/{id}/notes/{note}`."""
    body: Body | None
    responses: Mapping[int, Response]
    pagination: Pagination | None
    """`None` for a list of another style than cursors in both directions, which only generated requests try."""

    @cached_property
    def transition(self) -> Transition | None:
        """The states in which it is allowed (`x-requires`)."""
        return transition_of(self.definition.get("x-requires", ()))

    @cached_property
    def balance(self) -> Balance | None:
        """The amount that it takes (`x-requires`)."""
        return balance_of(self.definition.get("x-requires", ()))

    @cached_property
    def same(self) -> tuple[Same, ...]:
        """What named objects have in common with the body (`x-requires`)."""
        return tuple(same_of(self.definition.get("x-requires", ())))

    @property
    def effects(self) -> list[Json]:
        """What is true after a success (`x-effects`)."""
        return list(self.definition.get("x-effects", ()))

    @cached_property
    def pages(self) -> Pages | None:
        """How its pages follow each other, if not by cursors."""
        return pages_of(self.definition.get("x-pagination", {}))

    @property
    def order(self) -> Order | None:
        """How the list is ordered, if the contract says."""
        paging: Json = self.definition.get("x-pagination", {})
        for direction in ("ascending", "descending"):
            if direction in paging:
                return Order(paging[direction], direction == "descending")
        return None

    def __str__(self) -> str:
        return self.id

    @property
    def writes(self) -> bool:
        return self.method not in ("GET", "HEAD", "OPTIONS")

    @property
    def success(self) -> Response:
        """The response when all goes well."""
        return self.responses[min(self.responses)]

    def parameter(self, name: str, place: str = "query") -> Parameter | None:
        for parameter in self.parameters:
            if (parameter.name, parameter.place) == (name, place):
                return parameter
        return None

    @property
    def path_parameters(self) -> tuple[Parameter, ...]:
        """Those that name its own object: one, or none."""
        return tuple(p for p in self.parameters if p.place == "path" and p not in self.parents)

    @property
    def needs_object(self) -> bool:
        """Whether its path names an object."""
        return bool(self.parents or self.path_parameters)

    @property
    def query_parameters(self) -> tuple[Parameter, ...]:
        return tuple(p for p in self.parameters if p.place == "query")

    @property
    def idempotency_key(self) -> Parameter | None:
        """The header that makes it safe to repeat."""
        return next((p for p in self.parameters if "x-retention-seconds" in p.definition), None)

    def error(self, code: str) -> Response | None:
        """The response that may carry an error code."""
        return next((r for r in self.responses.values() if code in r.error_codes), None)

    def extension(self, name: str) -> Any:
        return self.definition.get(name)

    def where(self, name: str) -> str:
        """Pointer to a field of the operation."""
        return f"{self.pointer}/{name}"


def read_operations(document: Document, section: str) -> Iterator[Operation]:
    """The operations in `paths` or `webhooks`."""
    paths = list(document.json.get(section, {}))
    for path, method, node, pointer in document.operation_nodes(section):
        yield _operation(document, path, method, node, pointer, _parents(path, paths))


def _parents(path: str, paths: Sequence[str]) -> list[str]:
    """The parameters of a path that name what its objects belong to."""
    names = re.findall(r"\{([^}]*)\}", path)
    # /customers/{id}/notes has the objects of /customers/{id}/notes/{note}.
    is_collection = any(other.rpartition("/")[0] == path and other.endswith("}") for other in paths)
    return names if is_collection else names[:-1]


def _operation(
    document: Document,
    path: str,
    method: str,
    definition: Json,
    pointer: str,
    parents: Sequence[str],
) -> Operation:
    parameters = tuple(
        _parameter(document, node, f"{pointer}/parameters/{index}")
        for index, node in enumerate(definition.get("parameters", ()))
    )
    by_name = {parameter.name: parameter for parameter in parameters}
    return Operation(
        id=definition.get("operationId", f"{method} {path}"),
        method=method.upper(),
        path=path,
        pointer=pointer,
        definition=definition,
        key_types=tuple(definition.get("x-key-types", ())),
        parameters=parameters,
        parents=tuple(p for p in parameters if p.place == "path" and p.name in parents),
        body=_body(document, definition, pointer),
        responses={
            int(status): read_response(document, int(status), node, f"{pointer}/responses/{status}")
            for status, node in definition["responses"].items()
        },
        pagination=_pagination(definition, by_name),
    )


def _pagination(definition: Json, parameters: Mapping[str, Parameter]) -> Pagination | None:
    paging: Json = definition.get("x-pagination", {})
    if not {"limit", "after", "before", "items", "more", "cursor"} <= paging.keys():
        return None
    return Pagination(
        limit=parameters[paging["limit"]],
        after=parameters[paging["after"]],
        before=parameters[paging["before"]],
        items=paging["items"],
        more=paging["more"],
        cursor=paging["cursor"],
    )


def _parameter(document: Document, node: Json, pointer: str) -> Parameter:
    node, pointer = document.resolve(node, pointer)
    return Parameter(
        name=node["name"],
        place=node["in"],
        required=node.get("required", False),
        schema=Schema(document, node["schema"], f"{pointer}/schema"),
        definition=node,
        pointer=pointer,
    )


def _body(document: Document, definition: Json, pointer: str) -> Body | None:
    if "requestBody" not in definition:
        return None
    node, pointer = document.resolve(definition["requestBody"], f"{pointer}/requestBody")
    content: Json = node["content"]
    forms = [JSON_MEDIA_TYPE, *(name for name in content if name.endswith("+json"))]
    name = next((name for name in forms if name in content), None)
    if name is None:
        return None
    media_type = content[name]
    where = child(pointer, "content", name)
    return Body(
        required=node.get("required", False),
        schema=Schema(document, media_type["schema"], f"{where}/schema"),
        media_type=name,
        media_types=tuple(content),
        examples=tuple(
            document.resolve(example, "")[0]["value"]
            for example in media_type.get("examples", {}).values()
        ),
        pointer=pointer,
    )


def read_response(document: Document, status: int, node: Json, pointer: str) -> Response:
    node, pointer = document.resolve(node, pointer)
    headers: list[Header] = []
    for name, reference in node.get("headers", {}).items():
        header, where = document.resolve(reference, child(pointer, "headers", name))
        headers.append(
            Header(
                name,
                header.get("required", False),
                Schema(document, header["schema"], f"{where}/schema"),
                where,
            )
        )
    content: Json = node.get("content", {})
    schema = content.get(JSON_MEDIA_TYPE, {}).get("schema")
    where = child(pointer, "content", JSON_MEDIA_TYPE, "schema")
    return Response(
        status=status,
        pointer=pointer,
        definition=node,
        headers=tuple(headers),
        media_types=tuple(content),
        schema=Schema(document, schema, where) if schema else None,
    )
