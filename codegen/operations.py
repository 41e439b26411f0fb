"""Reads the operations of the contract with openapi-python-client's parser.

This is the only module that uses openapi-python-client, whose parser is not a public interface. The parser ignores some parts
(security, extensions, parameter descriptions, response headers), which this module reads from the bundle. Each operation,
parameter, body and response of the bundle must also be in the result of the parser.
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
from codegen.names import RESERVED_ARGUMENTS, method_name

IDEMPOTENCY_HEADER = "Idempotency-Key"  # draft-ietf-httpapi-idempotency-key-header
_IDEMPOTENCY_KEY = "idempotency_key"


@dataclass(frozen=True)
class Parameter:
    """A parameter or body field of an operation.

    Attributes:
        name: Name in Python.
        wire_name: Name in the request.
        location: `path`, `query`, `header` or `body`.
        schema: Schema, without resolved references.
        required: Whether it is required.
        description: Description in one line.
    """

    name: str
    wire_name: str
    location: str
    schema: dict[str, Any]
    required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    """An operation of the contract, with everything that a client needs.

    Attributes:
        id: `operationId`, which is also the name of its module.
        method_name: Name of the client method.
        method: HTTP method, in uppercase.
        path: Path, with parameters in braces.
        summary: Summary in one line.
        description: Description, which can have several paragraphs.
        deprecated: Whether the operation is deprecated.
        key_types: Types of API key that can call the operation.
        parameters: Parameters in path, query and headers.
        idempotent: Whether the operation accepts an idempotency key.
        body: Schema name of the request body, or None if it has no body.
        body_required: Whether the body is required.
        body_members: Fields of the body.
        results: Schema name for each success status, or None for an empty body.
        error_types: Documented error types.
        pagination: `x-pagination`, or None if the operation does not return a list.
        item: Schema name of the objects in the list.
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
    """The operations of a tag."""

    tag: str
    name: str
    description: str
    operations: tuple[Operation, ...]


def read_resources(contract: dict[str, Any]) -> tuple[Resource, ...]:
    """Return the operations by tag, in the order of the contract.

    Raises:
        GenerationError: The clients do not support an operation.
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
                f"{name} ({where}): openapi-python-client ignores the operation. Rename its operationId."
            )
        tag, read = _Reader(contract, name, path, method, operation, endpoint).read()
        by_tag.setdefault(tag, []).append(read)
    if endpoints:
        raise GenerationError(
            f"openapi-python-client found operations that are not in the contract: {', '.join(endpoints)}."
            " Pin the version that agreed."
        )

    tags = {tag["name"]: tag.get("description", "") for tag in contract.get("tags", [])}
    for tag, operations in by_tag.items():
        if tag not in tags:
            raise GenerationError(
                f"{operations[0].id}: unknown tag {tag!r}. Add it to `tags` in openapi/azotte.yaml."
            )
        _check_unique(tag, operations)
    return tuple(
        Resource(tag, snake_case(tag), " ".join(description.split()), tuple(by_tag[tag]))
        for tag, description in tags.items()
        if tag in by_tag
    )


@dataclass(frozen=True)
class _Reader:
    """Reads one operation from the bundle and compares it with the parser's result."""

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
            self._fail(f"has {len(tags)} tags; keep one, which becomes the group of the method")
        if "security" in operation:
            self._fail(
                "overrides `security`, but the clients send the same headers with each request; delete the field"
            )
        if not operation.get("x-key-types"):
            self._fail("has no x-key-types; list the types of API key that can call it")
        parameters = self._parameters()
        body, body_required, body_fields = self._body()
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
            body_members=body_fields,
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
        # A parameter of an operation overrides the one with the same name of its path.
        raw_parameters = {
            (raw["in"], raw["name"]): raw
            for raw in (resolve(self.contract, each) for each in [*shared, *own])
        }
        for (location, wire_name), raw in raw_parameters.items():
            what = f"{location} parameter {wire_name!r}"
            if (location, wire_name) not in parsed:
                self._fail(f"{what} is ignored by openapi-python-client; give it a schema")
            parsed.discard((location, wire_name))
            if location == "cookie":
                self._fail(f"{what}: the clients do not send cookies; use a header or the query")
            schema = raw["schema"]
            kind = resolve(self.contract, schema).get("type")
            if kind == "object" or (kind == "array" and location != "query"):
                self._fail(
                    f"{what}: type {kind} is not supported here; use a scalar, or an array in the query"
                )
            if (raw.get("style", "form") != "form" and location == "query") or raw.get(
                "explode", True
            ) is False:
                self._fail(
                    f"{what}: this style is not supported; use `style: form` and `explode: true` (`a=1&a=2`)"
                )
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
                f"openapi-python-client found parameters that are not in the contract: {sorted(parsed)}"
            )
        return tuple(read)

    def _body(self) -> tuple[str | None, bool, tuple[Parameter, ...]]:
        if "requestBody" not in self.operation:
            return None, False, ()
        body = resolve(self.contract, self.operation["requestBody"])
        if [*body["content"]] != ["application/json"] or len(self.endpoint.bodies) != 1:
            self._fail("has a body that is not application/json; use application/json only")
        name = schema_name(body["content"]["application/json"]["schema"])
        if name is None:
            self._fail("has a body whose schema has no name; refer to a schema in components")
        schema = self.contract["components"]["schemas"][name]
        if "properties" not in schema:
            self._fail(f"has a body of {name}, which has no `properties`; list them")
        required = schema.get("required", [])
        fields = tuple(
            Parameter(
                name=field_schema.get("x-parameter-name") or snake_case(field),
                wire_name=field,
                location="body",
                schema=field_schema,
                required=field in required and body.get("required", False),
                description=_one_line(resolve(self.contract, field_schema).get("description", "")),
            )
            for field, field_schema in schema["properties"].items()
        )
        return name, body.get("required", False), fields

    def _results(self) -> dict[int, str | None]:
        parsed = {
            str(response.status_code.pattern): response for response in self.endpoint.responses
        }
        results: dict[int, str | None] = {}
        for status, raw in self.operation["responses"].items():
            if status not in parsed:
                self._fail(
                    f"response {status} is ignored by openapi-python-client; correct its status"
                )
            response = resolve(self.contract, raw)
            if not status.isdigit():
                self._fail(
                    f"response {status!r} is not supported; list each status, so that each has its error class"
                )
            content = response.get("content", {})
            if content and [*content] != ["application/json"]:
                self._fail(f"response {status} is {', '.join(content)}; use application/json")
            name = schema_name(content["application/json"]["schema"]) if content else None
            if content and name is None:
                self._fail(
                    f"response {status} has a schema without a name; refer to a schema in components"
                )
            if status.startswith("2"):
                results[int(status)] = name
            elif "x-error-type" not in response:
                self._fail(
                    f"response {status} has no x-error-type; refer to a response in components"
                )
        if not results:
            self._fail("has no success response; add one")
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
                f"x-pagination: the style {pagination.get('style')!r} is not supported; use 'cursor'"
            )
        names = {parameter.wire_name for parameter in parameters}
        for role in ("limit", "after", "before"):
            if pagination[role] not in names:
                self._fail(
                    f"x-pagination: the operation has no parameter {pagination[role]!r}; add or correct it"
                )
        (page,) = results.values()
        properties = self.contract["components"]["schemas"][page]["properties"]
        for role in ("items", "more"):
            if pagination[role] not in properties:
                self._fail(
                    f"x-pagination: {page} has no field {pagination[role]!r}; add or correct it"
                )
        item = schema_name(properties[pagination["items"]]["items"])
        if item is None:
            self._fail(
                f"the schema of the objects in {page} has no name; refer to a schema in components"
            )
        if pagination["cursor"] not in self.contract["components"]["schemas"][item]["properties"]:
            self._fail(
                f"x-pagination: {item} has no field {pagination['cursor']!r}; add or correct it"
            )
        return item

    def _check_names(self, read: Operation) -> None:
        taken = set(RESERVED_ARGUMENTS)
        for parameter in (*read.parameters, *read.body_members):
            name = parameter.name
            what = f"{parameter.location} parameter {parameter.wire_name!r}"
            if parameter.wire_name == IDEMPOTENCY_HEADER and name != _IDEMPOTENCY_KEY:
                self._fail(
                    f"{what} has another x-parameter-name than {_IDEMPOTENCY_KEY}; correct it"
                )
            if name in taken:
                self._fail(f"{what}: the argument {name!r} already exists; add an x-parameter-name")
            if not name.isidentifier() or PythonIdentifier(name, prefix="") != name:
                self._fail(
                    f"{what}: {name!r} is not a valid name in Python; add an x-parameter-name"
                )
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
            f"openapi-python-client rejects the contract: {data.header}: {data.detail}"
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
        raise GenerationError(
            f"openapi-python-client ignores parts of the contract. Rewrite them:\n{lines}"
        )
    return data


def _operations_by_id(contract: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    by_id: dict[str, tuple[str, str, dict[str, Any]]] = {}
    for path, method, operation in _operations(contract):
        where = f"{method.upper()} {path}"
        name = _operation_id(where, operation)
        if name in by_id:
            other_path, other_method, _ = by_id[name]
            raise GenerationError(
                f"{name} ({where}): {other_method.upper()} {other_path} has the same operationId. Rename one of them."
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
                    f"{path}: the field {key!r} of a path is not supported. Move it into the operations or delete it."
                )


def _operation_id(where: str, operation: dict[str, Any]) -> str:
    name: str = operation.get("operationId", "")
    if not name or snake_case(name) != name:
        raise GenerationError(
            f"{where}: invalid operationId {name!r}. Write snake_case with the verb first, for example list_customers."
        )
    return name


def _check_unique(tag: str, operations: list[Operation]) -> None:
    methods: dict[str, str] = {}
    for operation in operations:
        other = methods.setdefault(operation.method_name, operation.id)
        if other != operation.id:
            raise GenerationError(
                f"{operation.id}: the client method {tag}.{operation.method_name} already exists for {other}."
                " Add an x-method-name to one of them."
            )


def _one_line(text: str) -> str:
    return " ".join(text.split())
