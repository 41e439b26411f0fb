"""Reads the operations into the functions and methods of the client: their names, arguments and results."""

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from codegen.model.names import PYTHON, Scope, method_names
from codegen.model.operations import (
    Api,
    BodyContent,
    BytesContent,
    Empty,
    EventStream,
    Form,
    Header,
    JsonContent,
    JsonLines,
    MergePatch,
    Multipart,
    Operation,
    Parameter,
    Response,
    ResponseContent,
    TextContent,
)
from codegen.model.texts import python_string
from codegen.model.types import Default, Deprecation, Field, Object, Ref
from codegen.python import requests
from codegen.python.annotations import Annotations, join
from codegen.python.docstrings import deprecated, with_deprecation
from codegen.python.fields import is_in_view
from codegen.python.pages import pagination
from codegen.python.views import Views

# Names that the modules of operations and resources import, and those of their variables.
_IMPORTS = frozenset(
    [
        *("Any", "Call", "Cursor", "Download", "FileContent", "Final", "Iterable", "LinkHeader"),
        *("Literal", "Mapping", "OPERATION", "Offset", "Operation", "PAGINATION", "Page", "PageNumber"),
        *("Part", "Sequence", "Stream", "TYPE_CHECKING", "Token", "UNSET", "UnsetType", "Walk", "bytes_body"),
        *("call", "cast", "deep_object", "delimited", "deprecated", "encode", "form_body", "given"),
        *("header_list", "header_value", "headers", "json_body", "json_text", "lines_body", "models"),
        *("multipart_body", "path_segment", "path_segments", "plain_text", "query_string", "text_body"),
        *("typeddicts", "arguments", "body", "content_type"),
    ]
)  # fmt: skip
_ARGUMENTS = frozenset(
    {"self", "client", "timeout", "max_items", "str", "dict", "list", "int", "float", "bool"}
)
_METHODS = frozenset({"with_detail"})
_ATTRIBUTES = frozenset({"base_url", "close", "for_tenant", "send", "tenant_id", "with_options"})


@dataclass(frozen=True)
class Argument:
    """An argument of a function.

    Attributes:
        name: Name in Python.
        wire: Name in the request.
        annotation: Type, without what stands for an argument that is not given.
        absent: What stands for an argument that is not given, or None if it is required.
        description: Description in one line.
    """

    name: str
    wire: str
    annotation: str
    absent: str | None
    description: str

    @property
    def is_keyword(self) -> bool:
        """Whether its name in the request can be that of a keyword argument."""
        return self.wire.isidentifier() and not keyword.iskeyword(self.wire)

    @property
    def declaration(self) -> str:
        """The argument in a signature."""
        match self.absent:
            case None:
                return f"{self.name}: {self.annotation}"
            case "UNSET":
                optional = "" if self.annotation == "Any" else " | UnsetType"
                return f"{self.name}: {self.annotation}{optional} = UNSET"
            case absent:
                return f"{self.name}: {join([self.annotation, 'None'])} = {absent}"


@dataclass(frozen=True)
class Endpoint:
    """An operation as a module with functions, and as a method.

    Attributes:
        operation: The operation.
        module: Name of the module.
        method: Name of the method.
        in_path: Arguments of the path.
        fields: Arguments for the fields of the body. Empty if the body is one argument.
        body: Argument for the body, or None if it has none.
        others: Arguments of the query and the headers.
        result: Type of the result.
        results: What is read for each status, as expressions.
        item: Type of the items of a list, or None.
        errors: Classes of the documented errors.
        accept: The `Accept` header, or None if it is JSON.
        path: The path as an expression.
        query: The query as an expression, or None.
        headers: Name, value as an expression, and the argument that can be absent, of each header parameter.
        encoded_body: The body as an expression, or None.
        content_types: If there are several, the media types of the body, each with the body as an expression.
        pagination: How a list is divided into pages as an expression, or None.
        response_headers: Headers of the responses, except those that all responses have.
    """

    operation: Operation
    module: str
    method: str
    in_path: tuple[Argument, ...]
    fields: tuple[Argument, ...]
    body: Argument | None
    others: tuple[Argument, ...]
    result: str
    results: tuple[tuple[int, str], ...]
    item: str | None
    errors: tuple[str, ...]
    accept: str | None
    path: str
    query: str | None
    headers: tuple[tuple[str, str, str | None], ...]
    encoded_body: str | None
    content_types: tuple[tuple[str, str], ...]
    pagination: str | None
    response_headers: tuple[Argument, ...]

    @property
    def summary(self) -> str:
        """The summary, or else the name of the operation."""
        return self.operation.summary or self.operation.id

    @property
    def description(self) -> str:
        """The description, or else the summary, with the deprecation."""
        text = self.operation.description or f"{self.summary}."
        found = self.operation.deprecation
        return text if found is None else f"{text}\n\n{deprecated(found)}"

    @property
    def deprecation(self) -> str | None:
        """A sentence that says that the operation is deprecated, or None."""
        found = self.operation.deprecation
        return None if found is None else f"{self.operation.id}: {deprecated(found)}"

    @property
    def method_result(self) -> str:
        """The type of what the method returns. A method can be called `list`, so the class is `builtins.list` there."""
        found = f"Page[{self.result}, {self.item}]" if self.pagination else self.result
        return re.sub(r"(?<![\w.])(list|dict)(?=\[)", r"builtins.\1", found)

    @property
    def call_arguments(self) -> tuple[Argument, ...]:
        """The arguments of the function that builds a call, without those of the path."""
        return (*([self.body] if self.body else []), *self.others)

    @property
    def method_arguments(self) -> tuple[Argument, ...]:
        """The arguments of the method, without those of the path."""
        return (*self.body_arguments, *self.others)

    @property
    def body_arguments(self) -> tuple[Argument, ...]:
        """The arguments of the method for the body."""
        return self.fields or ((self.body,) if self.body else ())


@dataclass(frozen=True)
class Resource:
    """The operations of a tag.

    Attributes:
        name: Name of the module and of the attribute of the client.
        class_name: Name of the class.
    """

    name: str
    class_name: str
    description: str
    endpoints: tuple[Endpoint, ...]


def read_resources(api: Api, views: Views, error_names: dict[str, str]) -> tuple[Resource, ...]:
    """Return the operations by tag, in the order of the contract.

    Args:
        api: The contract.
        views: Names of the types.
        error_names: Class of each error type.
    """
    by_tag = _operations_by_tag(api)
    tags = [tag for tag in api.tags if tag.name in by_tag]
    names = _tag_names([*by_tag])
    # A class of `typing` or of the runtime in the same module has another name then.
    classes = Scope(PYTHON, "pascal", _IMPORTS | _RUNTIME_CLASSES).names(
        [f"{one}" for one in names]
    )
    reader = _Reader(api, views, error_names)
    return tuple(
        Resource(
            name,
            class_name,
            " ".join(tag.description.split()) or f"Operations of {tag.name}.",
            reader.endpoints(by_tag[tag.name]),
        )
        for tag, name, class_name in zip(tags, names, classes, strict=True)
    )


def method_places(api: Api) -> dict[str, str]:
    """Return the method of each operation as a user writes it, for example `customers.list`."""
    by_tag = _operations_by_tag(api)
    return {
        operation.id: f"{name}.{method}"
        for name, operations in zip(_tag_names([*by_tag]), by_tag.values(), strict=True)
        for operation, method in zip(operations, _method_names(operations), strict=True)
    }


@dataclass(frozen=True)
class ArgumentNames:
    """The arguments of the method of an operation.

    Attributes:
        parameters: Names of the arguments for the parameters, in the order of the contract.
        fields: Names of the arguments for the fields of the body, by their names in JSON. Empty if the body is one argument.
    """

    parameters: tuple[str, ...]
    fields: Mapping[str, str]


def argument_names(api: Api) -> dict[str, ArgumentNames]:
    """Return the arguments of each operation by its pointer."""
    return {
        operation.pointer: _argument_names(api, operation, taken)
        for operations in _operations_by_tag(api).values()
        for taken in [_taken(_module_names(operations))]
        for operation in operations
    }


def _module_names(operations: list[Operation]) -> tuple[str, ...]:
    return tuple(Scope(PYTHON, "snake", _IMPORTS).names([one.id for one in operations]))


def _taken(modules: tuple[str, ...]) -> frozenset[str]:
    """Return the names that an argument cannot have, because the modules of the client use them."""
    return _IMPORTS | _ARGUMENTS | {*modules}


def _argument_names(api: Api, operation: Operation, taken: frozenset[str]) -> ArgumentNames:
    key = operation.idempotency
    wishes = [
        "idempotency_key"
        if key is not None and one.location == "header" and one.name == key.header
        else one.argument or one.name
        for one in operation.parameters
    ]
    fields = _sent_fields(api, operation)
    wishes += [one.argument or one.name for one in fields]
    names = tuple(Scope(PYTHON, "snake", taken).names(wishes))
    parameters, others = names[: len(operation.parameters)], names[len(operation.parameters) :]
    return ArgumentNames(
        parameters, {one.name: name for one, name in zip(fields, others, strict=True)}
    )


def _sent_fields(api: Api, operation: Operation) -> list[Field]:
    """Return the fields of the body that are arguments of the method. None if the body is one argument."""
    match operation.body.contents[0] if operation.body else None:
        case JsonContent(type=Ref() as type) | MergePatch(type=Ref() as type):
            found = api.resolve(type)
        case Form(type=type) | Multipart(type=type):
            found = api.resolve(type)
        case _:
            return []
    if not isinstance(found, Object):
        return []
    return [one for one in found.fields if is_in_view(one, "sent")]


def _operations_by_tag(api: Api) -> dict[str, list[Operation]]:
    """Return the operations of each tag that has some, in the order of the contract."""
    found: dict[str, list[Operation]] = {tag.name: [] for tag in api.tags}
    for operation in api.operations:
        found[operation.tag].append(operation)
    return {tag: operations for tag, operations in found.items() if operations}


def _tag_names(tags: list[str]) -> list[str]:
    return [*Scope(PYTHON, "snake", _ATTRIBUTES).names(tags)]


def _method_names(operations: list[Operation]) -> tuple[str, ...]:
    return method_names(operations, Scope(PYTHON, "snake", _METHODS))


_RUNTIME_CLASSES = frozenset(
    [
        "AsyncDetailedResource",
        "AsyncResource",
        "DetailedResource",
        "Resource",
        "SyncClient",
        "AsyncClient",
    ]
)


class _Reader:
    def __init__(self, api: Api, views: Views, error_names: dict[str, str]) -> None:
        self._api = api
        self._error_names = error_names
        self._annotations = Annotations(api, views)
        self._views = views

    def endpoints(self, operations: list[Operation]) -> tuple[Endpoint, ...]:
        """Return the endpoints of a tag."""
        modules = _module_names(operations)
        methods = _method_names(operations)
        taken = _taken(modules)
        return tuple(
            self._endpoint(operation, module, method, taken)
            for operation, module, method in zip(operations, modules, methods, strict=True)
        )

    def _endpoint(
        self, operation: Operation, module: str, method: str, taken: frozenset[str]
    ) -> Endpoint:
        api = self._api
        key = operation.idempotency
        is_key = [
            key is not None and one.location == "header" and one.name == key.header
            for one in operation.parameters
        ]
        names = _argument_names(api, operation, taken)
        parameters = [*zip(operation.parameters, names.parameters, strict=True)]
        by_location = {
            location: [pair for pair in parameters if pair[0].location == location]
            for location in ("path", "query", "header")
        }
        others = [self._parameter(one, name) for one, name in parameters if one.location != "path"]
        fields = self._field_arguments(_sent_fields(api, operation), names.fields)
        results, result = self._results(operation.responses)
        written = [
            (one, name)
            for (one, name), keys in zip(parameters, is_key, strict=True)
            if one.location == "header" and not keys
        ]
        body = operation.body
        contents = body.contents if body else ()
        page = pagination(operation, api, {one.name: name for one, name in parameters})
        return Endpoint(
            operation=operation,
            module=module,
            method=method,
            in_path=tuple(self._parameter(one, name) for one, name in by_location["path"]),
            fields=fields,
            body=self._body(contents, body.required, body.description) if body else None,
            others=tuple(others),
            result=result,
            results=results,
            item=self._annotations.result(operation.pagination.item)
            if operation.pagination
            else None,
            errors=tuple(
                dict.fromkeys(
                    self._error_names[one.error_type]
                    for one in operation.errors
                    if one.error_type in self._error_names
                )
            ),
            accept=_accept(operation.responses),
            path=requests.path(operation.path, by_location["path"], api),
            query=requests.query(by_location["query"], api),
            headers=tuple(
                (one.name.lower(), requests.header(one, name, api), None if one.required else name)
                for one, name in written
            ),
            encoded_body=requests.body(contents[0], api) if contents else None,
            content_types=tuple(
                (requests.media_type(one), requests.body(one, api)) for one in contents
            )
            if len(contents) > 1
            else (),
            pagination=page,
            response_headers=self._response_headers(operation),
        )

    def _parameter(self, parameter: Parameter, name: str) -> Argument:
        return Argument(
            name,
            parameter.name,
            self._annotations.argument(parameter.type),
            None if parameter.required else "None",
            _documented(
                parameter.description or f"The parameter `{parameter.name}`.",
                parameter.deprecation,
                parameter.default,
            ),
        )

    def _field_arguments(
        self, fields: list[Field], names: Mapping[str, str]
    ) -> tuple[Argument, ...]:
        return tuple(
            Argument(
                names[one.name],
                one.name,
                self._annotations.argument(one.type),
                None if one.required else "UNSET",
                _documented(
                    " ".join(one.description.split()) or f"The field `{one.name}`.",
                    one.deprecation,
                    one.default,
                ),
            )
            for one in fields
        )

    def _body(
        self, contents: tuple[BodyContent, ...], required: bool, description: str
    ) -> Argument:
        annotation = join([self._body_annotation(one) for one in contents])
        text = " ".join(description.split()) or "The request body."
        return Argument("body", "body", annotation, None if required else "None", text)

    def _body_annotation(self, content: BodyContent) -> str:
        match content:
            case JsonContent(type=type) | MergePatch(type=type):
                return self._annotations.argument(type)
            case Form(type=type) | Multipart(type=type):
                return self._annotations.argument(type)
            case BytesContent():
                return "FileContent"
            case TextContent():
                return "str"
            case JsonLines(type=type):
                return f"Iterable[{self._annotations.argument(type)}]"
            case _:
                assert_never(content)

    # --- Results --------------------------------------------------------------------------------------------------------------

    def _results(self, responses: tuple[Response, ...]) -> tuple[tuple[tuple[int, str], ...], str]:
        results: list[tuple[int, str]] = []
        annotations: list[str] = []
        for response in responses:
            read = [self._result(one) for one in response.contents]
            annotations += [annotation for _, annotation in read]
            expression = read[0][0]
            if len(read) > 1:
                entries = ", ".join(
                    f"{python_string(media_type_of(one))}: {expression}"
                    for one, (expression, _) in zip(response.contents, read, strict=True)
                )
                expression = f"ByMediaType({{{entries}}})"
            # A range is its first digit, and `default` all successes.
            status = response.code or int(response.status[0] if response.status[0] in "23" else "2")
            results.append((status, expression))
        return tuple(results), join(annotations)

    def _result(self, content: ResponseContent) -> tuple[str, str]:
        """Return what a content is read with, and the type of the result."""
        match content:
            case JsonContent(type=type):
                annotation = self._annotations.result(type)
                return annotation, annotation
            case Empty():
                return "None", "None"
            case BytesContent() | TextContent():
                return "DOWNLOAD", "Download"
            case EventStream(type=type):
                annotation = self._annotations.result(type)
                return f"Events({annotation})", f"Stream[{annotation}]"
            case JsonLines(type=type):
                annotation = self._annotations.result(type)
                return f"Lines({annotation})", f"Stream[{annotation}]"
            case _:
                assert_never(content)

    def _response_headers(self, operation: Operation) -> tuple[Argument, ...]:
        """Return the headers of the successes, without those that each result has."""
        standard = self._api.standard_headers
        known = {
            *(standard.request_id, standard.limit, standard.remaining, standard.reset),
            *(standard.replayed, *standard.retry_after),
        }
        found: dict[str, list[Header]] = {}
        for response in operation.responses:
            for header in response.headers:
                if header.name.lower() not in known:
                    found.setdefault(header.name.lower(), []).append(header)
        names = Scope(PYTHON, "snake", _ARGUMENTS).names([*found])
        return tuple(
            Argument(
                name,
                headers[0].name,
                join([self._annotations.result(headers[0].type), "None"]),
                "None",
                _documented(headers[0].description, headers[0].deprecation, None),
            )
            for name, headers in zip(names, found.values(), strict=True)
        )


def media_type_of(content: ResponseContent) -> str:
    """Return the media type of a content of a response."""
    return "" if isinstance(content, Empty) else content.media_type


def _accept(responses: tuple[Response, ...]) -> str | None:
    """Return the `Accept` header, or None if it is JSON."""
    found = dict.fromkeys(
        media_type_of(content)
        for response in responses
        for content in response.contents
        if not isinstance(content, Empty)
    )
    if set(found) <= {"application/json"}:
        return None
    # An error is JSON.
    return ", ".join(dict.fromkeys([*found, "application/json"]))


def _documented(text: str, deprecation: Deprecation | None, default: Default | None) -> str:
    """Return a description with the default and the deprecation, unless it says the default itself."""
    if default is not None and "default" not in text.lower():
        text = f"{text} Defaults to `{default.value}`.".strip()
    return with_deprecation(text, deprecation)
