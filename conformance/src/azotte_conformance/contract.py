"""The bundled contract as the tester sees it: operations, resources and schemas, each with the pointer that leads to it.

Nothing about the API stands anywhere else in this package: what a rule needs to know it asks here.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias, cast

import jsonschema_rs

from azotte_conformance.errors import CannotStart

Json: TypeAlias = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JSON_MEDIA_TYPE = "application/json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BASE = "urn:contract"


class ContractUnusable(CannotStart):
    """The contract cannot be read, or lacks what a run cannot do without."""


@dataclass(frozen=True, slots=True)
class KeyKind:
    """What a key's prefix says (`x-key-kinds`)."""

    prefix: str
    type: str
    environment: str


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken rule of a schema."""

    keyword: str
    """Of JSON Schema, such as `maxLength`."""
    pointer: str
    """Where the rule stands in the contract."""
    instance: str
    """Pointer to what breaks it."""
    message: str


class Schema:
    """A schema of the contract, compiled."""

    def __init__(self, contract: "Contract", definition: Json, pointer: str) -> None:
        self.pointer = pointer
        self.definition = definition
        """As it is written; `full` has references followed."""
        self.contract = contract

    @cached_property
    def _validator(self) -> jsonschema_rs.Validator:
        absolute = json.loads(json.dumps(self.definition).replace('"#/', f'"{_BASE}#/'))
        return jsonschema_rs.Draft202012Validator(
            absolute, registry=self.contract.registry, validate_formats=True
        )

    @cached_property
    def full(self) -> Json:
        """The schema itself, references followed; what stands beside a reference wins."""
        return self.contract.followed(self.definition)

    @cached_property
    def name(self) -> str | None:
        """Its name under `components`, if it is a reference or was reached by one."""
        for where in (self.definition.get("$ref", ""), self.pointer):
            parent, _, name = str(where).rpartition("/")
            if parent.removeprefix("#") == "/components/schemas":
                return name
        return None

    def accepts(self, value: Any) -> bool:
        """Whether a value keeps the schema."""
        return self._validator.is_valid(value)

    def broken(self, value: Any) -> list[Broken]:
        """Every rule that a value breaks, the most telling one of a choice."""
        return [self._broken(error) for error in self._validator.iter_errors(value)]

    def _broken(self, error: jsonschema_rs.ValidationError) -> Broken:
        inner = _most_telling(error)
        location = inner.absolute_keyword_location or ""
        pointer = location.partition("#")[2] if location.startswith(_BASE) else ""
        if not pointer:
            pointer = "/".join((self.pointer, *map(_escaped, inner.schema_path)))
        instance = "".join(f"/{_escaped(part)}" for part in inner.instance_path)
        return Broken(inner.kind.name, pointer, instance, _shortened(inner.message))

    @cached_property
    def fields(self) -> dict[str, "Schema"]:
        """The schema's properties, through references and `null` alternatives."""
        owner = self.nonnull
        return {
            name: Schema(self.contract, child, f"{owner.home}/properties/{_escaped(name)}")
            for name, child in owner.full.get("properties", {}).items()
        }

    @property
    def home(self) -> str:
        """Where the schema's own keywords stand: the reference's target."""
        reference = self.definition.get("$ref")
        return str(reference).removeprefix("#") if reference else self.pointer

    @cached_property
    def nonnull(self) -> "Schema":
        """The schema without its `null` alternative."""
        for index, branch in enumerate(self.full.get("oneOf", ())):
            rest = [other for other in self.full["oneOf"] if other.get("type") != "null"]
            if len(rest) == 1 and branch is rest[0]:
                return Schema(self.contract, branch, f"{self.home}/oneOf/{index}")
        return self

    @property
    def nullable(self) -> bool:
        """Whether `null` keeps the schema."""
        return self.accepts(None)

    @cached_property
    def items(self) -> "Schema | None":
        """What an array's items are."""
        child = self.full.get("items")
        return Schema(self.contract, child, f"{self.home}/items") if child else None

    @property
    def types(self) -> tuple[str, ...]:
        """The types that it names, `null` left out."""
        named = self.nonnull.full.get("type", ())
        return tuple(
            name for name in ([named] if isinstance(named, str) else named) if name != "null"
        )

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(self.nonnull.full.get("required", ()))

    @property
    def example(self) -> Any:
        """An example of it, or `None` if the contract has none."""
        for schema in (self.full, self.nonnull.full):
            if "const" in schema:
                return schema["const"]
            for key in ("examples", "enum"):
                if schema.get(key):
                    return schema[key][0]
        return None


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
    media_types: tuple[str, ...]
    examples: tuple[Any, ...]
    pointer: str

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
    body: Body | None
    responses: Mapping[int, Response]
    pagination: Pagination | None

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
        return tuple(p for p in self.parameters if p.place == "path")

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


@dataclass
class Resource:
    """A kind of object, and the operations that act on one."""

    name: str
    """Of its schema, such as `Customer`."""
    schema: Schema
    id_schema: str
    """Name of the schema of its id; fields of that schema elsewhere are references to it."""
    create: Operation | None = None
    get: Operation | None = None
    update: Operation | None = None
    delete: Operation | None = None
    listing: Operation | None = None
    actions: list[Operation] = field(default_factory=list[Operation])
    """`POST /things/{id}/action`."""
    sublists: list[Operation] = field(default_factory=list[Operation])
    """`GET /things/{id}/others`."""

    def __str__(self) -> str:
        return self.name

    @property
    def unique(self) -> list[Json]:
        """Fields whose value no two objects share (`x-unique`)."""
        return list(self.schema.full.get("x-unique", ()))

    @property
    def writers(self) -> list[Operation]:
        """The operations that change one."""
        return [op for op in (self.update, *self.actions, self.delete) if op is not None]

    @property
    def of_one(self) -> list[Operation]:
        """Every operation that names one in its path."""
        return [
            op for op in (self.get, self.update, *self.actions, *self.sublists, self.delete) if op
        ]


class Contract:
    """The bundled contract.

    Args:
        document: the bundled OpenAPI 3.1 document.

    Raises:
        ContractUnusable: it lacks what a run cannot do without.
    """

    def __init__(self, document: Json) -> None:
        self.document = document
        try:
            self.registry = jsonschema_rs.Registry(
                [
                    (
                        _BASE,
                        {
                            "$schema": _DIALECT,
                            "components": {"schemas": document["components"]["schemas"]},
                        },
                    )
                ]
            )
            schemes = document["components"]["securitySchemes"]
            self.key_scheme: Json = next(s for s in schemes.values() if "x-key-kinds" in s)
            self.tenant_scheme: Json = next(
                s for s in schemes.values() if s["type"] == "apiKey" and s is not self.key_scheme
            )
            self.key_kinds = tuple(KeyKind(**kind) for kind in self.key_scheme["x-key-kinds"])
            self.operations = {op.id: op for op in self._operations("paths")}
            self.webhooks = {op.path: op for op in self._operations("webhooks")}
        except (KeyError, TypeError, ValueError, StopIteration) as error:
            raise ContractUnusable(
                f"The contract cannot be used ({type(error).__name__}: {error})."
                " Is it the bundled openapi.json?"
            ) from error

    @classmethod
    def load(cls, path: Path) -> "Contract":
        """Read the bundle.

        Raises:
            ContractUnusable: the file is missing, is not JSON, or is not a bundle.
        """
        try:
            return cls(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise ContractUnusable(
                f"The contract cannot be read from {path}: {error}. Run `nox -s generate` or name"
                " another one with --contract."
            ) from error

    # Credentials.

    @property
    def key_header(self) -> str:
        return str(self.key_scheme["name"])

    @property
    def tenant_header(self) -> str:
        return str(self.tenant_scheme["name"])

    def kind_of(self, key: str) -> KeyKind | None:
        """What a key's prefix says."""
        return next((kind for kind in self.key_kinds if key.startswith(kind.prefix)), None)

    # Nodes.

    def resolve(self, node: Json, pointer: str) -> tuple[Json, str]:
        """The node itself or what its `$ref` points at, and where that stands."""
        while "$ref" in node:
            pointer = str(node["$ref"]).removeprefix("#")
            node = self.at(pointer)
        return node, pointer

    def at(self, pointer: str) -> Any:
        """What stands at a pointer."""
        return find(self.document, pointer)

    def followed(self, definition: Json) -> Json:
        """A schema with its reference, if it is one, filled in."""
        if "$ref" not in definition:
            return definition
        target, _ = self.resolve({"$ref": definition["$ref"]}, "")
        return {**target, **{key: value for key, value in definition.items() if key != "$ref"}}

    def schema(self, name: str) -> Schema:
        """A named schema."""
        pointer = f"/components/schemas/{name}"
        return Schema(self, {"$ref": f"#{pointer}"}, pointer)

    # Operations.

    def _operations(self, section: str) -> Iterator[Operation]:
        for path, item in self.document.get(section, {}).items():
            base = f"/{section}/{_escaped(path)}"
            item, base = self.resolve(item, base)
            for method, definition in item.items():
                if method in METHODS:
                    yield self._operation(path, method, definition, f"{base}/{method}")

    def _operation(self, path: str, method: str, definition: Json, pointer: str) -> Operation:
        parameters = tuple(
            self._parameter(node, f"{pointer}/parameters/{index}")
            for index, node in enumerate(definition.get("parameters", ()))
        )
        by_name = {parameter.name: parameter for parameter in parameters}
        paging = definition.get("x-pagination")
        return Operation(
            id=definition.get("operationId", f"{method} {path}"),
            method=method.upper(),
            path=path,
            pointer=pointer,
            definition=definition,
            key_types=tuple(definition.get("x-key-types", ())),
            parameters=parameters,
            body=self._body(definition, pointer),
            responses={
                int(status): self._response(int(status), node, f"{pointer}/responses/{status}")
                for status, node in definition["responses"].items()
            },
            pagination=Pagination(
                limit=by_name[paging["limit"]],
                after=by_name[paging["after"]],
                before=by_name[paging["before"]],
                items=paging["items"],
                more=paging["more"],
                cursor=paging["cursor"],
            )
            if paging
            else None,
        )

    def _parameter(self, node: Json, pointer: str) -> Parameter:
        node, pointer = self.resolve(node, pointer)
        return Parameter(
            name=node["name"],
            place=node["in"],
            required=node.get("required", False),
            schema=Schema(self, node["schema"], f"{pointer}/schema"),
            definition=node,
            pointer=pointer,
        )

    def _body(self, definition: Json, pointer: str) -> Body | None:
        if "requestBody" not in definition:
            return None
        node, pointer = self.resolve(definition["requestBody"], f"{pointer}/requestBody")
        media_type = node["content"][JSON_MEDIA_TYPE]
        where = f"{pointer}/content/{_escaped(JSON_MEDIA_TYPE)}"
        return Body(
            required=node.get("required", False),
            schema=Schema(self, media_type["schema"], f"{where}/schema"),
            media_types=tuple(node["content"]),
            examples=tuple(
                self.resolve(example, "")[0]["value"]
                for example in media_type.get("examples", {}).values()
            ),
            pointer=pointer,
        )

    def _response(self, status: int, node: Json, pointer: str) -> Response:
        node, pointer = self.resolve(node, pointer)
        headers: list[Header] = []
        for name, child in node.get("headers", {}).items():
            header, where = self.resolve(child, f"{pointer}/headers/{_escaped(name)}")
            headers.append(
                Header(
                    name,
                    header.get("required", False),
                    Schema(self, header["schema"], f"{where}/schema"),
                    where,
                )
            )
        content: Json = node.get("content", {})
        schema = content.get(JSON_MEDIA_TYPE, {}).get("schema")
        where = f"{pointer}/content/{_escaped(JSON_MEDIA_TYPE)}/schema"
        return Response(
            status=status,
            pointer=pointer,
            definition=node,
            headers=tuple(headers),
            media_types=tuple(content),
            schema=Schema(self, schema, where) if schema else None,
        )

    @cached_property
    def unrouted(self) -> dict[int, Response]:
        """Answers that can come before an operation is chosen."""
        named = self.document["components"].get("responses", {})
        answers: dict[int, Response] = {}
        for status, node in self.document.get("x-unrouted-responses", {}).items():
            # The bundler turns a reference outside the known places into the component's bare name.
            if isinstance(node, str):
                node, pointer = named[node], f"/components/responses/{node}"
            else:
                pointer = f"/x-unrouted-responses/{status}"
            answers[int(status)] = self._response(int(status), node, pointer)
        return answers

    @cached_property
    def paths(self) -> dict[str, list[Operation]]:
        """The operations of each path."""
        found: dict[str, list[Operation]] = {}
        for operation in self.operations.values():
            found.setdefault(operation.path, []).append(operation)
        return found

    def route(self, path: str) -> str | None:
        """The contract's path that a request's path fits."""
        segments = path.split("/")
        for template in self.paths:
            wanted = template.split("/")
            if len(wanted) == len(segments) and all(
                name.startswith("{") or name == segment
                for name, segment in zip(wanted, segments, strict=True)
            ):
                return template
        return None

    def match(self, method: str, path: str) -> Operation | None:
        """The operation of a request; a HEAD is the GET of its path."""
        template = self.route(path)
        wanted = "GET" if method == "HEAD" else method
        return next((op for op in self.paths.get(template or "", ()) if op.method == wanted), None)

    def response_to(self, method: str, path: str, status: int) -> Response | None:
        """What the contract says of a response; `None` if it does not have it."""
        operation = self.match(method, path)
        if operation is not None and status in operation.responses:
            return operation.responses[status]
        return self.unrouted.get(status)

    # Resources.

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """The kinds of objects, by the name of their schema."""
        found: dict[str, Resource] = {}
        for operation in self.operations.values():
            segments = operation.path.strip("/").split("/")
            schema = operation.success.schema
            if (
                operation.method == "GET"
                and len(operation.path_parameters) == 1
                and segments[-1].startswith("{")
                and schema is not None
                and schema.name is not None
            ):
                id_schema = operation.path_parameters[0].schema.name or ""
                found[schema.name] = Resource(schema.name, schema, id_schema, get=operation)
        for resource in found.values():
            assert resource.get is not None
            self._fill(resource, resource.get.path)
        return found

    def _fill(self, resource: Resource, path: str) -> None:
        for operation in self.operations.values():
            parent, _, last = operation.path.rpartition("/")
            if operation.path == path:
                if operation.method == "PUT":
                    resource.update = operation
                elif operation.method == "DELETE":
                    resource.delete = operation
            elif operation.path == path.rpartition("/")[0]:
                if operation.method == "POST":
                    resource.create = operation
                elif operation.pagination:
                    resource.listing = operation
            elif parent == path and not last.startswith("{"):
                if operation.method == "POST":
                    resource.actions.append(operation)
                elif operation.method == "GET":
                    resource.sublists.append(operation)

    def resource_of(self, id_schema: str | None) -> Resource | None:
        """The resource that an id names, by the name of the id's schema."""
        return next((r for r in self.resources.values() if r.id_schema == id_schema), None)

    def owner(self, operation: Operation) -> Resource | None:
        """The resource that an operation's path names an object of, or makes or lists."""
        return next(
            (
                resource
                for resource in self.resources.values()
                if operation in (resource.create, resource.listing, *resource.of_one)
            ),
            None,
        )

    @cached_property
    def id_schemas(self) -> frozenset[str]:
        """Names of the schemas of ids: what the field `id` of some object is."""
        fields = (
            schema.get("properties", {}).get("id", {}).get("$ref", "")
            for schema in self.document["components"]["schemas"].values()
        )
        return frozenset(reference.rpartition("/")[2] for reference in fields if reference)

    def ids_in(self, schema: Schema, prefix: str = "") -> Iterator[tuple[str, Schema]]:
        """Fields of a schema, as dotted paths, whose schema is some object's id."""
        for name, field in schema.fields.items():
            path = f"{prefix}{name}"
            inner = field.nonnull
            if inner.name in self.id_schemas:
                yield path, inner
            elif "object" in inner.types:
                yield from self.ids_in(inner, f"{path}.")

    def references(self, operation: Operation) -> list[tuple[str, Schema]]:
        """Fields of an operation's body that name another object."""
        return list(self.ids_in(operation.body.schema)) if operation.body else []

    def lists(self) -> list[Operation]:
        """The operations that answer a page."""
        return [op for op in self.operations.values() if op.pagination]

    def listed(self, operation: Operation) -> Schema:
        """What a list's items are."""
        assert operation.pagination is not None and operation.success.schema is not None
        items = operation.success.schema.fields[operation.pagination.items].items
        assert items is not None
        return items

    # Errors.

    @cached_property
    def errors(self) -> dict[str, Response]:
        """For each error code the response that carries it."""
        found: dict[str, Response] = {}
        responses = [r for op in self.operations.values() for r in op.responses.values()]
        for response in (*responses, *self.unrouted.values()):
            for code in response.error_codes:
                found.setdefault(code, response)
        return found

    def code_for(self, keyword: str) -> str | None:
        """The error code for a broken rule of JSON Schema (`x-constraints`)."""
        for response in self.errors.values():
            for code, keywords in response.definition.get("x-constraints", {}).items():
                if keyword in keywords:
                    return str(code)
        return None

    def max_bytes(self, status: int) -> int | None:
        """How large is still taken before this status is answered (`x-max-bytes`)."""
        responses = [self.unrouted.get(status)]
        responses += [op.responses.get(status) for op in self.operations.values()]
        for response in responses:
            if response is not None and "x-max-bytes" in response.definition:
                return int(response.definition["x-max-bytes"])
        return None


def as_object(value: Any) -> Json | None:
    """A value if it is a JSON object."""
    return cast("Json", value) if isinstance(value, dict) else None


def as_array(value: Any) -> list[Any] | None:
    """A value if it is a JSON array."""
    return list(cast("Iterable[Any]", value)) if isinstance(value, list) else None


def find(document: Any, pointer: str) -> Any:
    """What stands at a JSON pointer (RFC 6901).

    Raises:
        KeyError: nothing stands there.
    """
    node: Any = document
    for part in pointer.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        array, fields = as_array(node), as_object(node)
        if array is not None:
            try:
                node = array[int(part)]
            except (ValueError, IndexError):
                raise KeyError(pointer) from None
        elif fields is not None:
            node = fields[part]
        else:
            raise KeyError(pointer)
    return node


def dotted(value: Any, path: str) -> Any:
    """The field of an object at a dotted path such as `plan.id`; `None` where there is none."""
    for part in path.split("."):
        fields = as_object(value)
        if fields is None:
            return None
        value = fields.get(part)
    return value


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _most_telling(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Of a choice of schemas the error in the one that was meant: the branch that is not about the type."""
    if error.kind.name not in ("oneOf", "anyOf"):
        return error
    branches: list[list[jsonschema_rs.ValidationError]] = error.kind.as_dict().get("context", [])
    meant = [errors for errors in branches if errors and errors[0].kind.name != "type"]
    return _most_telling(meant[0][0]) if meant else error


def _shortened(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:150]} … {text[-45:]}"
