"""Says how a client writes request bodies and reads responses."""

from dataclasses import dataclass
from typing import assert_never

from codegen.model.names import Scope
from codegen.model.operations import (
    Api,
    BodyContent,
    BytesContent,
    Empty,
    Encoding,
    EventStream,
    Form,
    Header,
    JsonContent,
    JsonLines,
    JsonText,
    MergePatch,
    Multipart,
    Operation,
    Response,
    ResponseContent,
    TextContent,
)
from codegen.model.texts import typescript_string
from codegen.model.types import Array, Text, Type
from codegen.typescript.imports import Imports
from codegen.typescript.literals import Code, Value, key, literal
from codegen.typescript.names import MEMBERS
from codegen.typescript.shapes import Shapes
from codegen.typescript.types import TypeWriter

JSON = "application/json"


@dataclass(frozen=True)
class ContentWriter:
    """Writes the contents of one file.

    Attributes:
        types: Writes types.
        shapes: Notes what is checked.
        imports: Imports of the file.
    """

    api: Api
    types: TypeWriter
    shapes: Shapes
    imports: Imports

    def body_type(self, content: BodyContent) -> str:
        """Return the type of the argument for a body."""
        match content:
            case (
                JsonContent(type=type)
                | MergePatch(type=type)
                | Form(type=type)
                | Multipart(type=type)
            ):
                return self.types.text(type, "sent")
            case BytesContent():
                return self.imports.type("Binary")
            case TextContent():
                return "string"
            case JsonLines(type=type):
                item = self.types.text(type, "sent")
                return f"Iterable<{item}> | AsyncIterable<{item}>"
            case _:
                assert_never(content)

    def serializer(self, content: BodyContent) -> Code:
        """Return the function that writes a body."""
        value = self.imports.value
        match content:
            case JsonContent() | MergePatch():
                return Code(value("json"))
            case Form(fields=fields):
                encodings = {one.name: self._form_style(one.encoding) for one in fields}
                return Code(f"{value('form')}({literal(encodings)})")
            case Multipart(parts=parts):
                kinds: dict[str, Value] = {
                    one.name: [one.kind + ("[]" if one.many else ""), *one.media_types[:1]]
                    for one in parts
                }
                return Code(f"{value('multipart')}({literal(kinds)})")
            case BytesContent():
                return Code(value("raw"))
            case TextContent():
                return Code(value("raw"))
            case JsonLines():
                return Code(value("jsonLines"))
            case _:
                assert_never(content)

    def result_type(self, content: ResponseContent) -> str:
        """Return the type of the result for a response."""
        match content:
            case JsonContent(type=type):
                return self.types.text(type, "received")
            case BytesContent() | TextContent():
                return self.imports.type("Download")
            case EventStream(type=type):
                item = self.types.text(type, "received")
                return f"{self.imports.type('EventStream')}<{item}>"
            case JsonLines(type=type):
                item = self.types.text(type, "received")
                return f"{self.imports.type('LineStream')}<{item}>"
            case Empty():
                return "undefined"
            case _:
                assert_never(content)

    def reader(self, content: ResponseContent) -> Value:
        """Return how a response is read: its shape if it is JSON, or None if it is empty."""
        match content:
            case JsonContent(type=type):
                return self.shapes.of(type)
            case BytesContent() | TextContent():
                return Code(self.imports.value("download"))
            case EventStream(type=type):
                # Data of the type `Text` is text, and any other is JSON.
                is_text = isinstance(self.api.resolve(type), Text)
                shape = [] if is_text else [self.shapes.of(type)]
                arguments = ", ".join(map(typescript_string, shape))
                return Code(f"{self.imports.value('eventStream')}({arguments})")
            case JsonLines(type=type):
                shape_text = typescript_string(self.shapes.of(type))
                return Code(f"{self.imports.value('lineStream')}({shape_text})")
            case Empty():
                return None
            case _:
                assert_never(content)

    def style(self, encoding: Encoding) -> Code | None:
        """Return the function that writes a value of the query, or None for the default."""
        if isinstance(encoding, JsonText):
            return Code(self.imports.value("jsonText"))
        match encoding.style:
            case "form" if encoding.explode:
                return None
            case "deepObject":
                return Code(self.imports.value("deepObject"))
            case "spaceDelimited":
                return Code(f"{self.imports.value('delimited')}('%20')")
            case "pipeDelimited":
                return Code(f"{self.imports.value('delimited')}('%7C')")
            case "form" | "simple":
                return Code(f"{self.imports.value('delimited')}(',')")
            case _:
                assert_never(encoding.style)

    def typed_headers(self, response: Response) -> dict[str, tuple[Header, str]]:
        """Return the headers of a response that only this operation documents, by the name of their field."""
        known = self.api.standard_headers
        standard = {known.request_id, known.limit, known.remaining, known.reset, known.replayed}
        standard |= {*known.retry_after}
        headers = [one for one in response.headers if one.name.lower() not in standard]
        scope = Scope(MEMBERS, "camel")
        names = scope.names([one.name.lower() for one in headers])
        return {
            name: (one, self._header_kind(one.type))
            for name, one in zip(names, headers, strict=True)
        }

    def detail_type(self, response: Response, result: str) -> str:
        """Return the type of a detailed result."""
        fields = "".join(
            f" readonly {key(name)}: {self._header_type(one.type)} | undefined;"
            for name, (one, _) in self.typed_headers(response).items()
        )
        status = "number" if response.code is None else str(response.code)
        headers = f"{{{fields} }}" if fields else "{}"
        return f"{self.imports.type('Documented')}<{result}, {status}, {headers}>"

    def _form_style(self, encoding: Encoding) -> Value:
        return self.style(encoding) or Code(self.imports.value("repeated"))

    def _header_kind(self, type: Type) -> str:
        shape = self.shapes.of(type).removesuffix("?")
        item = shape.removesuffix("[]").removesuffix("?")
        many = "[]" if shape.endswith("[]") else ""
        return (item if item in ("integer", "number", "boolean") else "string") + many

    def _header_type(self, type: Type) -> str:
        resolved = self.api.resolve(type)
        kind = self._header_kind(type)
        if kind.startswith("string"):
            inner = resolved.items if isinstance(resolved, Array) else resolved
            text = self.types.text(inner, "received")
            # Anything else is text as the server wrote it.
            is_text = self.shapes.of(inner).removesuffix("?") == "string"
            return (text if is_text else "string") + ("[]" if kind.endswith("[]") else "")
        return kind.replace("integer", "number")


def accepted(operation: Operation) -> list[str]:
    """Return the media types that a caller can choose between, the preferred one first."""
    found: dict[str, None] = {}
    for response in operation.responses:
        if len(response.contents) > 1:
            found |= {
                one.media_type: None for one in response.contents if not isinstance(one, Empty)
            }
    return list(found)


def chosen(response: Response, media_type: str | None) -> ResponseContent:
    """Return the content of a response if a media type is accepted."""
    for content in response.contents:
        if not isinstance(content, Empty) and content.media_type == media_type:
            return content
    return response.contents[0]


def accept_header(operation: Operation) -> str:
    """Return the header `Accept` of an operation without a choice."""
    found = {
        content.media_type: None
        for response in operation.responses
        for content in response.contents[:1]
        if not isinstance(content, Empty)
    }
    # Errors are JSON.
    return ", ".join({**found, JSON: None})
