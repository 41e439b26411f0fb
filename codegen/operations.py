"""Reads the contract's operations, through openapi-python-client's parser.

This is the only module that touches openapi-python-client, whose parser is not a public interface. What it drops (security,
extensions, parameter descriptions, response headers) is read from the bundle beside it, and every operation, parameter, body
and response of the bundle must be found in what it parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.strings import PythonIdentifier, snake_case

from codegen.document import METHODS, resolve, schema_name
from codegen.errors import GenerationError
from codegen.names import TAKEN_ARGUMENTS, method_name

IDEMPOTENCY_HEADER = "Idempotency-Key"  # draft-ietf-httpapi-idempotency-key-header
_IDEMPOTENCY_KEY = "idempotency_key"


@dataclass(frozen=True)
class Parameter:
    """An argument of an operation.

    Attributes:
        name: Its name in Python.
        wire_name: Its name in the request.
        location: `path`, `query`, `header` or `body`.
        schema: Its schema, references not resolved.
        required: Whether it must be given.
        description: What it is for.
    """

    name: str
    wire_name: str
    location: str
    schema: dict[str, Any]
    required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    """An operation of the contract, with all that a client needs to know.

    Attributes:
        id: The `operationId`, also the name of its module.
        method_name: Its name as a method of its resource.
        method: The HTTP method, in capitals.
        path: The path, with parameters in braces.
        summary: One line.
        description: More lines.
        deprecated: Whether it should no longer be used.
        key_types: The types of key that may call it.
        parameters: The arguments other than the body.
        idempotent: Whether it takes an idempotency key.
        body: The name of the body's schema, if it has a body.
        body_required: Whether the body must be sent.
        body_members: The members of the body.
        results: The schema name of each success status; `None` for an empty body.
        error_types: The types of error that it documents.
        pagination: How its list is paged, if it is one.
        item: The schema name of the list's objects.
    """

    id: str
    method_name: str
    method: str
    path: str
    summary: str
    description: str
    deprecated: bool
    key_types: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    idempotent: bool
    body: str | None
    body_required: bool
    body_members: tuple[Parameter, ...]
    results: dict[int, str | None]
    error_types: tuple[str, ...]
    pagination: dict[str, str] | None
    item: str | None


@dataclass(frozen=True)
class Resource:
    """The operations of one tag."""

    tag: str
    name: str
    description: str
    operations: tuple[Operation, ...]


def read_resources(contract: dict[str, Any]) -> tuple[Resource, ...]:
    """Return the contract's operations by tag, in the contract's order.

    Raises:
        GenerationError: An operation uses what the clients can not express. It is named, with the reason.
    """
    data = _parse(contract)
    endpoints = {
        endpoint.name: endpoint
        for collection in data.endpoint_collections_by_tag.values()
        for endpoint in collection.endpoints
    }
    by_tag: dict[str, list[Operation]] = {}
    for name, (path, method, operation) in _operations_by_id(contract).items():
        where = f"{method.upper()} {path}"
        endpoint = endpoints.pop(PythonIdentifier(name, prefix=""), None)
        if endpoint is None:
            raise GenerationError(
                f"{name} ({where}): openapi-python-client left the operation out without a word"
            )
        tag, read = _Reader(contract, name, path, method, operation, endpoint).read()
        by_tag.setdefault(tag, []).append(read)
    if endpoints:
        raise GenerationError(
            f"openapi-python-client parsed what is not in the contract: {', '.join(endpoints)}"
        )

    tags = {tag["name"]: tag.get("description", "") for tag in contract.get("tags", [])}
    for tag, operations in by_tag.items():
        if tag not in tags:
            raise GenerationError(
                f"{operations[0].id}: the tag {tag!r} is not in the contract's list of tags; add it"
            )
        _check_unique(tag, operations)
    return tuple(
        Resource(tag, snake_case(tag), " ".join(description.split()), tuple(by_tag[tag]))
        for tag, description in tags.items()
        if tag in by_tag
    )


@dataclass(frozen=True)
class _Reader:
    """Reads one operation: what the parser found, completed from the bundle."""

    contract: dict[str, Any]
    name: str
    path: str
    method: str
    operation: dict[str, Any]
    endpoint: Endpoint

    def read(self) -> tuple[str, Operation]:
        operation = self.operation
        tags = operation.get("tags", [])
        if len(tags) != 1:
            self._fail("must have exactly one tag: it says which resource the method belongs to")
        if "security" in operation:
            self._fail(
                "has security requirements of its own; the clients send the contract's headers on every request"
            )
        if not operation.get("x-key-types"):
            self._fail("has no x-key-types: say which types of key may call it")
        parameters = self._parameters()
        body, body_required, members = self._body()
        results = self._results()
        pagination = operation.get("x-pagination")
        read = Operation(
            id=self.name,
            method_name=method_name(operation),
            method=self.method.upper(),
            path=self.path,
            summary=operation.get("summary", "").strip().rstrip("."),
            description=operation.get("description", "").strip(),
            deprecated=operation.get("deprecated", False),
            key_types=tuple(operation["x-key-types"]),
            parameters=parameters,
            idempotent=any(parameter.wire_name == IDEMPOTENCY_HEADER for parameter in parameters),
            body=body,
            body_required=body_required,
            body_members=members,
            results=results,
            error_types=self._error_types(),
            pagination=pagination,
            item=self._item(pagination, results, parameters) if pagination else None,
        )
        self._check_names(read)
        return tags[0], read

    def _parameters(self) -> tuple[Parameter, ...]:
        parsed = {
            (str(location), str(parsed.name.get_untrusted_value()))
            for location, parsed in self.endpoint.iter_all_parameters()
        }
        read: list[Parameter] = []
        shared = self.contract["paths"][self.path].get("parameters", [])
        own = self.operation.get("parameters", [])
        # An operation's own parameter replaces one of the same name that its path has for all.
        raw_parameters = {
            (raw["in"], raw["name"]): raw
            for raw in (resolve(self.contract, each) for each in [*shared, *own])
        }
        for (location, wire_name), raw in raw_parameters.items():
            what = f"{location} parameter {wire_name!r}"
            if (location, wire_name) not in parsed:
                self._fail(
                    f"{what} is left out by openapi-python-client; describe it with a schema"
                )
            parsed.discard((location, wire_name))
            if location == "cookie":
                self._fail(f"{what}: the clients send no cookies")
            schema = raw["schema"]
            kind = resolve(self.contract, schema).get("type")
            if kind == "object" or (kind == "array" and location != "query"):
                self._fail(
                    f"{what}: an {kind} can not be written there; use a scalar, or an array in the query"
                )
            if (raw.get("style", "form") != "form" and location == "query") or raw.get(
                "explode", True
            ) is False:
                self._fail(f"{what}: only the default style of writing it is supported (`a=1&a=2`)")
            read.append(
                Parameter(
                    name=raw.get("x-parameter-name") or snake_case(wire_name),
                    wire_name=wire_name,
                    location=location,
                    schema=schema,
                    required=raw.get("required", False),
                    description=_one_line(raw.get("description", "")),
                )
            )
        if parsed:
            self._fail(
                f"openapi-python-client found parameters that the contract does not have: {sorted(parsed)}"
            )
        return tuple(read)

    def _body(self) -> tuple[str | None, bool, tuple[Parameter, ...]]:
        if "requestBody" not in self.operation:
            return None, False, ()
        body = resolve(self.contract, self.operation["requestBody"])
        if [*body["content"]] != ["application/json"] or len(self.endpoint.bodies) != 1:
            self._fail("must have a body of application/json and no other")
        name = schema_name(body["content"]["application/json"]["schema"])
        if name is None:
            self._fail("must have a body whose schema is a named component")
        schema = self.contract["components"]["schemas"][name]
        if "properties" not in schema:
            self._fail(f"the body's schema {name} must be an object that lists its properties")
        required = schema.get("required", [])
        members = tuple(
            Parameter(
                name=member_schema.get("x-parameter-name") or snake_case(member),
                wire_name=member,
                location="body",
                schema=member_schema,
                required=member in required and body.get("required", False),
                description=_one_line(resolve(self.contract, member_schema).get("description", "")),
            )
            for member, member_schema in schema["properties"].items()
        )
        return name, body.get("required", False), members

    def _results(self) -> dict[int, str | None]:
        parsed = {
            str(response.status_code.pattern): response for response in self.endpoint.responses
        }
        results: dict[int, str | None] = {}
        for status, raw in self.operation["responses"].items():
            if status not in parsed:
                self._fail(f"response {status} is left out by openapi-python-client")
            response = resolve(self.contract, raw)
            if not status.isdigit():
                self._fail(
                    f"response {status!r}: name each status, so that its errors can be told apart"
                )
            content = response.get("content", {})
            if content and [*content] != ["application/json"]:
                self._fail(f"response {status} must be application/json, not {', '.join(content)}")
            name = schema_name(content["application/json"]["schema"]) if content else None
            if content and name is None:
                self._fail(f"response {status} must have a schema that is a named component")
            if status.startswith("2"):
                results[int(status)] = name
            elif "x-error-type" not in response:
                self._fail(
                    f"response {status} has no x-error-type: use one of components/responses"
                )
        if not results:
            self._fail("has no success response")
        return results

    def _error_types(self) -> tuple[str, ...]:
        responses = (resolve(self.contract, raw) for raw in self.operation["responses"].values())
        return tuple(
            dict.fromkeys(
                response["x-error-type"] for response in responses if "x-error-type" in response
            )
        )

    def _item(
        self,
        pagination: dict[str, str],
        results: dict[int, str | None],
        parameters: tuple[Parameter, ...],
    ) -> str:
        if pagination.get("style") != "cursor":
            self._fail(
                f"x-pagination: the clients know the style 'cursor', not {pagination.get('style')!r}"
            )
        names = {parameter.wire_name for parameter in parameters}
        for role in ("limit", "after", "before"):
            if pagination[role] not in names:
                self._fail(
                    f"x-pagination names the parameter {pagination[role]!r}, which it does not have"
                )
        (page,) = results.values()
        properties = self.contract["components"]["schemas"][page]["properties"]
        for role in ("items", "more"):
            if pagination[role] not in properties:
                self._fail(
                    f"x-pagination names the member {pagination[role]!r}, which {page} does not have"
                )
        item = schema_name(properties[pagination["items"]]["items"])
        if item is None:
            self._fail(f"the objects of {page} must have a schema that is a named component")
        if pagination["cursor"] not in self.contract["components"]["schemas"][item]["properties"]:
            self._fail(
                f"x-pagination names the member {pagination['cursor']!r}, which {item} does not have"
            )
        return item

    def _check_names(self, read: Operation) -> None:
        taken = set(TAKEN_ARGUMENTS)
        for parameter in (*read.parameters, *read.body_members):
            name = parameter.name
            what = f"{parameter.location} parameter {parameter.wire_name!r}"
            if parameter.wire_name == IDEMPOTENCY_HEADER and name != _IDEMPOTENCY_KEY:
                self._fail(f"{what}: its x-parameter-name must be {_IDEMPOTENCY_KEY}")
            if name in taken:
                self._fail(f"{what}: the name {name!r} is taken; give it an x-parameter-name")
            if not name.isidentifier() or PythonIdentifier(name, prefix="") != name:
                self._fail(f"{what}: {name!r} is no name in Python; give it an x-parameter-name")
            taken.add(name)

    def _fail(self, reason: str) -> NoReturn:
        raise GenerationError(f"{self.name} ({self.method.upper()} {self.path}): {reason}")


def _parse(contract: dict[str, Any]) -> GeneratorData:
    config = Config.from_sources(
        ConfigFile(literal_enums=True),
        MetaType.NONE,
        document_source=Path("openapi.json"),
        file_encoding="utf-8",
        overwrite=True,
        output_path=Path("azotte"),
    )
    data = GeneratorData.from_dict(contract, config=config)
    if isinstance(data, GeneratorError):
        raise GenerationError(
            f"openapi-python-client can not read the contract: {data.header}: {data.detail}"
        )
    problems = [
        *data.errors,
        *(
            error
            for collection in data.endpoint_collections_by_tag.values()
            for error in collection.parse_errors
        ),
    ]
    if problems:
        lines = "\n".join(f"{problem.header}: {problem.detail}" for problem in problems)
        raise GenerationError(f"openapi-python-client leaves out parts of the contract:\n{lines}")
    return data


def _operations_by_id(contract: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    by_id: dict[str, tuple[str, str, dict[str, Any]]] = {}
    for path, method, operation in _operations(contract):
        where = f"{method.upper()} {path}"
        name = _operation_id(where, operation)
        if name in by_id:
            other_path, other_method, _ = by_id[name]
            raise GenerationError(
                f"{name} ({where}): {other_method.upper()} {other_path} has this operationId already"
            )
        by_id[name] = (path, method, operation)
    return by_id


def _operations(contract: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in contract["paths"].items():
        for key, value in item.items():
            if key in METHODS:
                yield path, key, value
            elif (
                key != "parameters"
                and not key.startswith("x-")
                and key not in ("summary", "description")
            ):
                raise GenerationError(
                    f"{path}: a path item with {key!r} can not be generated; write its operations out"
                )


def _operation_id(where: str, operation: dict[str, Any]) -> str:
    name: str = operation.get("operationId", "")
    if not name or snake_case(name) != name:
        raise GenerationError(
            f"{where}: needs an operationId in snake case, verb first, not {name!r}"
        )
    return name


def _check_unique(tag: str, operations: list[Operation]) -> None:
    methods: dict[str, str] = {}
    for operation in operations:
        other = methods.setdefault(operation.method_name, operation.id)
        if other != operation.id:
            raise GenerationError(
                f"{operation.id}: {tag}.{operation.method_name} is {other} already; give one of them an x-method-name"
            )


def _one_line(text: str) -> str:
    return " ".join(text.split())
