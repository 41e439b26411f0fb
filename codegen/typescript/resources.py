"""Describes the classes of the resources: `src/resources/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import product
from typing import assert_never

from codegen.errors import GenerationError
from codegen.model.names import TYPESCRIPT, Scope, method_names
from codegen.model.operations import (
    Api,
    Body,
    BodyContent,
    Empty,
    FieldPath,
    Form,
    JsonContent,
    LinkHeader,
    MergePatch,
    ObjectCursor,
    Offset,
    Operation,
    PageNumber,
    Parameter,
    Response,
    Styled,
    Token,
)
from codegen.model.texts import typescript_string
from codegen.model.types import Text
from codegen.typescript.comments import comment, deprecated, deprecation_warning
from codegen.typescript.contents import (
    JSON,
    ContentWriter,
    accept_header,
    accepted,
    chosen,
)
from codegen.typescript.credentials import alternatives
from codegen.typescript.imports import Import, Imports
from codegen.typescript.literals import Code, Value, key, literal
from codegen.typescript.models import named_parameters
from codegen.typescript.names import MEMBERS, PackageNames, operations_by_tag, tag_members
from codegen.typescript.shapes import Shapes
from codegen.typescript.types import TypeWriter

_OPTIONS = {
    "CallOptions": "Request options: timeout, signal, headers.",
    "ListOptions": "Request options: maximum number of objects, timeout, signal, headers.",
    "WriteOptions": "Request options: idempotency key, timeout, signal, headers.",
}
_WITHOUT_CONTENT = ("204", "205", "304")
# The arguments of a method besides the path parameters, and what its body uses.
_ARGUMENTS = ("body", "parameters", "options")


@dataclass(frozen=True)
class Argument:
    """An argument of a method."""

    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True)
class Method:
    """A method of a resource.

    Attributes:
        comment: Its JSDoc.
        overloads: A signature for each choice of media types, if there are several.
        signature: The signature of the implementation.
        input: The parts of the request.
        constant: Name of the definition.
        kind: Type of the definition, `Operation` or `ListOperation`.
        definition: The operation as the runtime reads it.
    """

    comment: str
    overloads: tuple[str, ...]
    signature: str
    call: str
    input: str
    constant: str
    kind: str
    definition: str


@dataclass(frozen=True)
class ResourceClass:
    """A class of a resource, with its file."""

    member: str
    class_name: str
    file: str
    comment: str
    methods: tuple[Method, ...]
    imports: tuple[Import, ...]


def resource_classes(api: Api, names: PackageNames, shapes: Shapes) -> list[ResourceClass]:
    """Return a class for each tag that has operations."""
    descriptions = {tag.name: tag.description for tag in api.tags}
    return [
        _resource(api, names, shapes, tag, descriptions[tag], operations)
        for tag, operations in operations_by_tag(api).items()
    ]


def method_places(api: Api) -> dict[str, str]:
    """Return the method of each operation as a user writes it, for example `customers.list`."""
    members = tag_members(api)
    return {
        operation.id: f"{members[tag]}.{name}"
        for tag, operations in operations_by_tag(api).items()
        for operation, name in zip(operations, _method_names(operations), strict=True)
    }


def _method_names(operations: Sequence[Operation]) -> tuple[str, ...]:
    return method_names(operations, Scope(MEMBERS, "camel"))


def _resource(
    api: Api,
    names: PackageNames,
    shapes: Shapes,
    tag: str,
    description: str,
    operations: list[Operation],
) -> ResourceClass:
    imports = Imports(names.modules, "../")
    types = TypeWriter(api, names, imports, is_models=False)
    contents = ContentWriter(api, types, shapes, imports)
    constants = Scope(
        TYPESCRIPT, "camel", {*names.modules, *TYPESCRIPT.builtins, *_ARGUMENTS}
    ).names([one.id for one in operations])
    places = method_places(api)
    imports.type("Transport")
    methods = [
        _Emitter(api, names, contents, places, operation, name, constant).method()
        for operation, name, constant in zip(
            operations, _method_names(operations), constants, strict=True
        )
    ]
    own = names.tags[tag]
    return ResourceClass(
        member=own.member,
        class_name=own.class_name,
        file=own.file,
        comment=comment(description),
        methods=tuple(methods),
        imports=tuple(imports.statements()),
    )


class _Emitter:
    """Emits one operation."""

    def __init__(
        self,
        api: Api,
        names: PackageNames,
        contents: ContentWriter,
        places: dict[str, str],
        operation: Operation,
        name: str,
        constant: str,
    ) -> None:
        self._api = api
        self._names = names
        self._contents = contents
        self._imports = contents.imports
        self._types = contents.types
        self._places = places
        self._operation = operation
        self._name = name
        self._constant = constant
        self._path = [one for one in operation.parameters if one.location == "path"]
        path_scope = Scope(TYPESCRIPT, "camel", {*_ARGUMENTS, *names.modules, constant})
        self._path_names = path_scope.names([one.argument or one.name for one in self._path])
        self._parameters = named_parameters(operation)

    def method(self) -> Method:
        operation = self._operation
        bodies: Sequence[BodyContent | None] = operation.body.contents if operation.body else [None]
        choices: Sequence[str | None] = accepted(operation) or [None]
        combinations = list(product(bodies, choices))
        kind = "ListOperation" if operation.pagination else "Operation"
        every = self._arguments(
            list(bodies), self._options(None, None, is_broad=len(combinations) > 1)
        )
        return Method(
            comment=self._comment(every),
            overloads=tuple(
                self._overload(body, choice, is_default=index == 0)
                for index, (body, choice) in enumerate(combinations)
            )
            if len(combinations) > 1
            else (),
            signature=f"{self._name}({_signature(every)}): {self._returns(choices)}",
            call="list" if operation.pagination else "call",
            input=self._input(),
            constant=self._constant,
            kind=self._imports.type(kind),
            definition=literal(self._definition()),
        )

    # --- Signature ------------------------------------------------------------------------------------------------------------

    def _overload(self, body: BodyContent | None, choice: str | None, *, is_default: bool) -> str:
        operation = self._operation
        is_first_body = operation.body is None or body is operation.body.contents[0]
        is_first_choice = choice is None or choice == accepted(operation)[0]
        options = self._options(
            None if is_first_body or body is None else body.media_type,
            None if is_first_choice else choice,
        )
        arguments = self._arguments([body], options)
        if not is_default:
            arguments = [
                Argument(
                    one.name,
                    one.type
                    if one.required or one.name == "options"
                    else f"{one.type} | undefined",
                    True,
                    one.description,
                )
                for one in arguments
            ]
        return f"{self._name}({_signature(arguments)}): {self._returns([choice])}"

    def _arguments(self, bodies: Sequence[BodyContent | None], options: str) -> list[Argument]:
        operation = self._operation
        arguments = [
            Argument(name, self._types.text(one.type, "sent"), True, one.description)
            for name, one in zip(self._path_names, self._path, strict=True)
        ]
        if operation.body:
            texts = [self._contents.body_type(one) for one in bodies if one is not None]
            arguments.append(
                Argument(
                    "body",
                    " | ".join(dict.fromkeys(texts)),
                    operation.body.required,
                    operation.body.description or "Request body.",
                )
            )
        if self._parameters:
            kinds = {one.location for one in self._parameters.values()}
            arguments.append(
                Argument(
                    "parameters",
                    self._imports.model(self._names.parameters[operation.id]),
                    any(one.required for one in self._parameters.values()),
                    "Query parameters." if kinds == {"query"} else "Parameters.",
                )
            )
        base = self._options_type()
        arguments.append(Argument("options", options, False, _OPTIONS[base]))
        # A required argument cannot follow an optional one.
        return sorted(arguments, key=lambda one: not one.required)

    def _options_type(self) -> str:
        if self._operation.pagination:
            return "ListOptions"
        return "WriteOptions" if self._operation.idempotency else "CallOptions"

    def _options(self, body: str | None, choice: str | None, *, is_broad: bool = False) -> str:
        base = self._imports.type(self._options_type())
        if is_broad:
            return f"{base} & {self._imports.type('ContentOptions')}"
        chosen = {"contentType": body, "accept": choice}
        fields = [
            f"readonly {name}: {typescript_string(value)}"
            for name, value in chosen.items()
            if value is not None
        ]
        return f"{base} & {{ {'; '.join(fields)} }}" if fields else base

    def _returns(self, choices: Sequence[str | None]) -> str:
        operation = self._operation
        results: dict[str, None] = {}
        details: dict[str, None] = {}
        is_detailed = len({one.status for one in operation.responses}) > 1
        for choice, response in product(choices, operation.responses):
            result = self._result_type(response, choice)
            results[result] = None
            is_detailed = is_detailed or bool(self._contents.typed_headers(response))
        arguments = [" | ".join(results)]
        if is_detailed:
            for choice, response in product(choices, operation.responses):
                result = self._result_type(response, choice)
                details[self._contents.detail_type(response, result)] = None
            arguments.append(" | ".join(details))
        if operation.pagination:
            item = self._types.text(operation.pagination.item, "received")
            return f"{self._imports.type('List')}<{', '.join([item, *arguments])}>"
        return f"{self._imports.type('Call')}<{', '.join(arguments)}>"

    def _result_type(self, response: Response, choice: str | None) -> str:
        # A response to HEAD has no content.
        is_empty = self._operation.method == "HEAD"
        content = Empty() if is_empty else chosen(response, choice)
        return self._contents.result_type(content)

    def _comment(self, arguments: list[Argument]) -> str:
        operation = self._operation
        tags = [f"@param {one.name} {one.description}" for one in arguments if one.description]
        if operation.deprecation:
            tags.append(deprecated(operation.deprecation, self._replacement()))
        summary = f"{operation.summary}." if operation.summary else ""
        return comment(operation.description or summary, tags)

    def _replacement(self) -> str:
        wish = self._operation.deprecation.replacement if self._operation.deprecation else ""
        return f"`{self._places[wish]}`" if wish in self._places else ""

    # --- Request --------------------------------------------------------------------------------------------------------------

    def _input(self) -> str:
        parts: list[str] = []
        if self._path:
            values = [
                name if name == one.name else f"{key(one.name)}: {name}"
                for name, one in zip(self._path_names, self._path, strict=True)
            ]
            parts.append(f"path: {{ {', '.join(values)} }}")
        if self._operation.body:
            parts.append("body")
        if self._parameters:
            parts.append("parameters")
        return f"{{ {', '.join(parts)} }}"

    def _definition(self) -> dict[str, Value]:
        operation = self._operation
        definition: dict[str, Value] = {
            "id": operation.id,
            "method": operation.method,
            "path": operation.path,
        }
        if not all(isinstance(self._api.resolve(one.type), Text) for one in self._path):
            definition["pathValue"] = Code(self._imports.value("pathValue"))
        if operation.key_types:
            definition["keyTypes"] = list(operation.key_types)
        if operation.security != self._api.security:
            definition["security"] = alternatives(self._api, operation.security)
        definition["results"] = {
            status: None if status in _WITHOUT_CONTENT else self._result(one)
            for one in sorted(operation.responses, key=lambda one: one.code is not None)
            for status in _statuses(one)
        }
        choices = accepted(operation)
        accept = choices[0] if choices else accept_header(operation)
        if choices:
            definition["media"] = Code(f"{self._imports.value('mediaTypes')}({literal(choices)})")
        elif accept != JSON:
            definition["accept"] = accept
        options: dict[str, Value] = {
            **(
                {"contentType": True} if operation.body and len(operation.body.contents) > 1 else {}
            ),
            **({"accept": True} if choices else {}),
        }
        if options:
            definition["choices"] = options
        query = {n: one for n, one in self._parameters.items() if one.location == "query"}
        headers = {n: one for n, one in self._parameters.items() if one.location == "header"}
        if query:
            definition["query"] = {name: self._parameter(one) for name, one in query.items()}
        if headers:
            definition["headers"] = {name: self._parameter(one) for name, one in headers.items()}
            definition["withHeaders"] = Code(self._imports.value("parameterHeaders"))
        if operation.body:
            definition |= self._body(operation.body)
        if operation.idempotency:
            definition["idempotent"] = True
        typed = {
            name: [header.name.lower(), kind]
            for response in operation.responses
            for name, (header, kind) in self._contents.typed_headers(response).items()
        }
        if typed or len({one.status for one in operation.responses}) > 1:
            definition["typedHeaders"] = Code(
                f"{self._imports.value('typedHeaders')}({literal(typed)})"
            )
        if operation.deprecation:
            text = deprecation_warning(
                f"azotte.{self._places[operation.id]}",
                operation.deprecation,
                self._replacement().replace("`", ""),
            )
            definition["warn"] = Code(
                f"{self._imports.value('deprecation')}({typescript_string(text)})"
            )
        if operation.pagination:
            definition["pagination"] = self._pager()
        return definition

    def _result(self, response: Response) -> Value:
        if self._operation.method == "HEAD":
            return None
        if len(response.contents) == 1:
            return self._contents.reader(response.contents[0])
        return {
            one.media_type if not isinstance(one, Empty) else "": self._contents.reader(one)
            for one in response.contents
        }

    def _parameter(self, parameter: Parameter) -> Value:
        if parameter.location == "header" and isinstance(parameter.encoding, Styled):
            # Scalars and arrays are written alike: with commas.
            return parameter.name.lower()
        style = self._contents.style(parameter.encoding)
        name = parameter.name if parameter.location == "query" else parameter.name.lower()
        return name if style is None else [name, style]

    def _body(self, body: Body) -> dict[str, Value]:
        found: dict[str, Value] = {}
        first = body.contents[0]
        is_plain = len(body.contents) == 1 and isinstance(first, JsonContent)
        if not (is_plain and first.media_type == JSON):
            serializers = {one.media_type: self._contents.serializer(one) for one in body.contents}
            found["content"] = Code(f"{self._imports.value('contents')}({literal(serializers)})")
        types = [
            one.type for one in body.contents if isinstance(one, JsonContent | Form | MergePatch)
        ]
        if not body.required and any(self._api.object_of(one) for one in types):
            found["optionalBody"] = True
        return found

    # --- Pagination -----------------------------------------------------------------------------------------------------------

    def _pager(self) -> Code:
        pagination = self._operation.pagination
        value = self._imports.value
        match pagination:
            case ObjectCursor():
                function = value("byObject")
                facts = {
                    "after": self._client_name(pagination.after),
                    "before": self._client_name(pagination.before),
                    "items": _way(pagination.items),
                    "more": _way(pagination.more),
                    "cursor": _way(pagination.cursor),
                }
            case Token():
                function = value("byToken")
                facts = {
                    "after": self._client_name(pagination.token),
                    "before": self._client_name(pagination.before),
                    "items": _way(pagination.items),
                    "next": _way(pagination.next),
                    "previous": _way(pagination.previous),
                }
            case PageNumber():
                function = value("byPage")
                facts = {
                    "page": self._client_name(pagination.page),
                    "first": pagination.first,
                    "items": _way(pagination.items),
                    "pages": _way(pagination.pages),
                    "total": _way(pagination.total),
                    "more": _way(pagination.more),
                }
            case Offset():
                function = value("byOffset")
                facts = {
                    "offset": self._client_name(pagination.offset),
                    "items": _way(pagination.items),
                    "total": _way(pagination.total),
                    "more": _way(pagination.more),
                }
            case LinkHeader():
                function = value("byLink")
                facts = {"items": _way(pagination.items)}
            case None:
                raise GenerationError(f"{self._operation.id} has no pagination.")
            case _:
                assert_never(pagination)
        return Code(f"{function}({literal({k: v for k, v in facts.items() if v is not None})})")

    def _client_name(self, wire: str | None) -> str | None:
        for name, one in self._parameters.items():
            if one.location == "query" and one.name == wire:
                return name
        return None


def _statuses(response: Response) -> list[str]:
    """Return the statuses of a response: all that are registered if it is for a range (`2XX`)."""
    if response.code is not None:
        return [str(response.code)]
    first = int(response.status[0]) * 100
    return [str(one.value) for one in HTTPStatus if first <= one < first + 100]


def _way(path: FieldPath | None) -> Value:
    """Return the way to a value: its name, or the names that lead to it."""
    if path is None:
        return None
    return path[0] if len(path) == 1 else list(path)


def _signature(arguments: list[Argument]) -> str:
    return ", ".join(f"{one.name}{'' if one.required else '?'}: {one.type}" for one in arguments)
