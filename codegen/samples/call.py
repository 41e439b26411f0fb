"""Chooses the call that the samples of an operation make: its arguments, and what is done with its response.

The arguments are the required ones and the size of a page. A request body is the example of the contract.
"""

import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias, assert_never
from urllib.parse import quote

from codegen.document import is_list, is_map
from codegen.errors import GenerationError
from codegen.model.names import PYTHON, TYPESCRIPT, Scope
from codegen.model.operations import (
    Api,
    ApiKey,
    Basic,
    Bearer,
    BytesContent,
    Empty,
    EventStream,
    Form,
    JsonContent,
    JsonLines,
    MergePatch,
    Multipart,
    Operation,
    Pagination,
    Parameter,
    Part,
    SecurityScheme,
    TextContent,
)
from codegen.model.types import Ref, Type
from codegen.python.calls import ArgumentNames, argument_names
from codegen.samples import values
from codegen.samples.literals import File, environment, json_text
from codegen.samples.wire import Pair, pairs, query, scalar, simple
from codegen.typescript.models import named_parameters

ResultKind: TypeAlias = Literal["json", "empty", "bytes", "text", "events", "lines", "mixed"]


@dataclass(frozen=True)
class Credential:
    """A credential that a request has.

    Attributes:
        kind: Where it is.
        name: Name of the header or query parameter.
        variable: Environment variable with the value.
    """

    kind: Literal["header", "query", "bearer", "basic"]
    name: str
    variable: str


@dataclass(frozen=True)
class SentPart:
    """A part of a multipart body: a file, or else text."""

    name: str
    file: File | None
    text: str
    media_type: str | None


@dataclass(frozen=True)
class SentBody:
    """A request body.

    Attributes:
        kind: How it is written.
        value: The value: JSON, or the text, or a file.
        fields: Arguments of the clients: the fields of an object, or None if the body is one argument.
        pairs: Fields of a form.
        parts: Parts of a multipart body.
    """

    kind: Literal["json", "form", "multipart", "bytes", "text"]
    media_type: str
    value: Any
    fields: dict[str, Any] | None = None
    pairs: tuple[Pair, ...] = ()
    parts: tuple[SentPart, ...] = ()

    @property
    def encoded(self) -> str:
        """The form as the request has it."""
        return query(self.pairs)


@dataclass(frozen=True)
class Call:
    """A call of an operation.

    Attributes:
        in_python: The names of its arguments in the Python client.
        parameters: Values that replace those of the examples, by the names of the parameters.
        fields: Values that replace fields of the body's example.
    """

    api: Api
    operation: Operation
    in_python: ArgumentNames
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @cached_property
    def arguments(self) -> list[tuple[Parameter, Any]]:
        """The parameters that are sent, with their values."""
        return [
            (one, self.parameters.get(one.name) or values.of_parameter(self.api, one))
            for one in self.operation.parameters
            if one.required or self._is_page_size(one)
        ]

    @cached_property
    def path(self) -> str:
        """The encoded path with its values."""
        path = self.operation.path
        for one, value in self._at("path"):
            items = simple(one.encoding, value)
            path = path.replace(
                f"{{{one.name}}}", ",".join(_segment(item, one, self.operation) for item in items)
            )
        return path

    @cached_property
    def query(self) -> list[Pair]:
        """The query parameters, without credentials."""
        return [
            pair
            for one, value in self._at("query")
            for pair in pairs(one.name, one.encoding, value)
        ]

    @cached_property
    def target(self) -> str:
        """The encoded path and query."""
        return self.path + (f"?{query(self.query)}" if self.query else "")

    @cached_property
    def headers(self) -> list[tuple[str, str]]:
        """The header parameters that are sent, except an idempotency key, and `accept` if there is a choice."""
        key = self.operation.idempotency
        sent = [
            (one.name.lower(), ",".join(simple(one.encoding, value)))
            for one, value in self._at("header")
            if key is None or one.name != key.header
        ]
        choices = [one.contents for one in self.operation.responses if len(one.contents) > 1]
        for content in choices[0][:1] if choices else ():
            if not isinstance(content, Empty):
                sent.append(("accept", content.media_type))
        return sent

    @property
    def idempotency_key(self) -> str | None:
        """The header with an idempotency key, or None if the operation accepts none."""
        return self.operation.idempotency.header.lower() if self.operation.idempotency else None

    @cached_property
    def credentials(self) -> list[Credential]:
        """The credentials of the preferred alternative."""
        if not self.operation.security:
            return []
        return [
            _credential(self.api.security_schemes[name])
            for name in self.operation.security[0].schemes
        ]

    @cached_property
    def body(self) -> SentBody | None:
        """The request body, or None if none is sent."""
        body = _body(self.api, self.operation)
        if body is None or not self.fields:
            return body
        value = {**body.value, **self.fields} if is_map(body.value) else {**self.fields}
        return replace(body, value=value, fields=value)

    @property
    def has_files(self) -> bool:
        """Whether the body is, or has, a file."""
        return self.body is not None and (
            isinstance(self.body.value, File) or any(one.file for one in self.body.parts)
        )

    @property
    def pagination(self) -> Pagination | None:
        """How the list is divided into pages."""
        return self.operation.pagination

    @cached_property
    def result_kind(self) -> ResultKind:
        """What the response is. `mixed` if it can have or not have content, or have different kinds."""
        if self.operation.method == "HEAD":
            return "empty"
        kinds: set[ResultKind] = {*map(_kind, _results(self.operation))}
        if len(kinds) == 1:
            return kinds.pop()
        return _kind(next(_results(self.operation))) if "empty" not in kinds else "mixed"

    @property
    def download(self) -> str:
        """Name of the file for the bytes of a response."""
        media_types = [
            one.media_type for one in _results(self.operation) if isinstance(one, BytesContent)
        ]
        return f"download{_suffix(media_types[0] if media_types else '')}"

    @cached_property
    def result(self) -> str:
        """Name for the result, or for each object of a list."""
        if self.operation.pagination:
            return _type_name(self.operation.pagination.item) or "item"
        types = [
            one.type
            for one in _results(self.operation)
            if isinstance(one, JsonContent | EventStream | JsonLines)
        ]
        return (_type_name(types[0]) if types else None) or "result"

    @cached_property
    def python_result(self) -> str:
        """The same in Python."""
        return Scope(PYTHON, "snake", {"azotte", "asyncio", "main", "Path", "print"}).name(
            self.result
        )

    @cached_property
    def javascript_result(self) -> str:
        """The same in JavaScript."""
        reserved = {"azotte", "console", "openAsBlob", "query"} | TYPESCRIPT.builtins
        return Scope(TYPESCRIPT, "camel", reserved).name(self.result)

    @cached_property
    def positional(self) -> list[Any]:
        """The values of the path parameters, in the order of the operation."""
        return [value for _, value in self._at("path")]

    @cached_property
    def python_arguments(self) -> dict[str, Any]:
        """The keyword arguments in Python: body, then query and headers."""
        given: dict[str, Any] = {}
        fields = self.in_python.fields
        if self.body is not None and self.body.fields is not None and fields:
            # An example can have fields that the schema does not have.
            given |= {
                fields[name]: value for name, value in self.body.fields.items() if name in fields
            }
        elif self.body is not None:
            given["body"] = self.body.value
        return given | self._by_name(self.in_python.parameters)

    @cached_property
    def javascript_parameters(self) -> dict[str, Any]:
        """The query and header parameters by their names in TypeScript."""
        values_of = {id(one): value for one, value in self.arguments}
        return {
            name: values_of[id(one)]
            for name, one in named_parameters(self.operation).items()
            if id(one) in values_of
        }

    def _by_name(self, names: Sequence[str]) -> dict[str, Any]:
        """Return the query and header parameters that are sent, by the names of all parameters of the operation."""
        key = self.operation.idempotency
        values_of = {id(one): value for one, value in self.arguments}
        return {
            name: values_of[id(one)]
            for one, name in zip(self.operation.parameters, names, strict=True)
            if id(one) in values_of
            and one.location != "path"
            and (key is None or one.name != key.header)
        }

    def _at(self, location: str) -> Iterator[tuple[Parameter, Any]]:
        return ((one, value) for one, value in self.arguments if one.location == location)

    def _is_page_size(self, parameter: Parameter) -> bool:
        pagination = self.operation.pagination
        return (
            pagination is not None
            and parameter.location == "query"
            and parameter.name == pagination.limit
        )


def calls(api: Api) -> dict[str, Call]:
    """Return the call of each operation by its pointer."""
    names = argument_names(api)
    return {one.pointer: Call(api, one, names[one.pointer]) for one in api.operations}


def _credential(scheme: SecurityScheme) -> Credential:
    variable = scheme.facts.environment_variable or environment(scheme.facts.id)
    match scheme:
        case ApiKey(location=location, name=name):
            return Credential(location, name, variable)
        case Bearer():
            return Credential("bearer", "authorization", variable)
        case Basic():
            return Credential("basic", "authorization", variable)
        case _:
            assert_never(scheme)


def _segment(value: str, parameter: Parameter, operation: Operation) -> str:
    # The clients reject these too (tests/vectors/path-encoding.json).
    if value in ("", ".", "..") or "/" in value or "\\" in value:
        raise GenerationError(
            f"{operation.id}: the example {value!r} of {parameter.name} changes the path. Use the ID of an object."
        )
    return quote(value, safe="")


def _body(api: Api, operation: Operation) -> SentBody | None:
    if operation.body is None:
        return None
    content = operation.body.contents[0]
    match content:
        case (
            JsonContent(media_type=media_type, type=type)
            | MergePatch(media_type=media_type, type=type)
        ):
            value = values.of_content(api, content.examples, type)
            fields = value if api.object_of(type) and is_map(value) else None
            return SentBody("json", media_type, value, fields)
        case Form(media_type=media_type, type=type, fields=encodings):
            value = values.of_content(api, content.examples, type)
            sent = [
                pair
                for one in encodings
                for pair in pairs(one.name, one.encoding, value.get(one.name))
            ]
            return SentBody("form", media_type, value, value, pairs=tuple(sent))
        case Multipart(media_type=media_type, type=type, parts=parts):
            value = values.of_content(api, content.examples, type)
            sent_parts = [
                part for one in parts if one.name in value for part in _parts(one, value[one.name])
            ]
            fields = {
                one.name: _argument(one, value[one.name]) for one in parts if one.name in value
            }
            return SentBody("multipart", media_type, value, fields, parts=tuple(sent_parts))
        case BytesContent(media_type=media_type):
            exact = media_type if "*" not in media_type else "application/octet-stream"
            return SentBody("bytes", exact, File(f"file{_suffix(media_type)}"))
        case TextContent(media_type=media_type):
            shown = content.examples[0].value if content.examples else "text"
            return SentBody("text", media_type, str(shown))
        case JsonLines(media_type=media_type, type=type):
            lines = [values.of_type(api, type)]
            return SentBody("text", media_type, "".join(f"{json_text(one)}\n" for one in lines))
        case _:
            assert_never(content)


def _parts(part: Part, value: Any) -> Iterator[SentPart]:
    media_type = part.media_types[0] if part.media_types else None
    for one in value if part.many and is_list(value) else [value]:
        match part.kind:
            case "file":
                yield SentPart(part.name, _file(part), "", media_type)
            case "text":
                yield SentPart(part.name, None, scalar(one), media_type)
            case "json":
                yield SentPart(part.name, None, json_text(one), media_type or "application/json")
            case _:
                assert_never(part.kind)


def _argument(part: Part, value: Any) -> Any:
    if part.kind != "file":
        return value
    return [_file(part)] if part.many else _file(part)


def _file(part: Part) -> File:
    return File(f"{part.name}{_suffix(part.media_types[0] if part.media_types else '')}")


def _suffix(media_type: str) -> str:
    return mimetypes.guess_extension(media_type) or ".bin"


def _results(operation: Operation) -> Iterator[Any]:
    for response in operation.responses:
        yield from response.contents


def _kind(content: Any) -> ResultKind:
    match content:
        case JsonContent():
            return "json"
        case Empty():
            return "empty"
        case BytesContent():
            return "bytes"
        case TextContent():
            return "text"
        case EventStream():
            return "events"
        case _:
            return "lines"


def _type_name(type: Type) -> str | None:
    return type.name if isinstance(type, Ref) else None
