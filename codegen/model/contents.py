"""Reads request bodies and responses."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from codegen.model.capabilities import (
    FORM_FIELD,
    FORM_OF_OTHER,
    MALFORMED,
    MEDIA_TYPE,
    XML,
)
from codegen.model.operations import (
    Body,
    BodyContent,
    BytesContent,
    Empty,
    ErrorCode,
    EventStream,
    Form,
    FormField,
    Header,
    JsonContent,
    JsonLines,
    JsonText,
    Link,
    MergePatch,
    Multipart,
    Part,
    Response,
    ResponseContent,
    TextContent,
    items_of,
    object_of,
    without_null,
)
from codegen.model.parameters import examples, kind_of, kind_of_inner, styled
from codegen.model.place import Place, RejectedError, follow
from codegen.model.schemas import SchemaReader
from codegen.model.types import Field, Ref, Text, Type, Unknown

_JSON_LINES = ("application/jsonl", "application/x-ndjson", "application/json-lines")
_FORM = "application/x-www-form-urlencoded"
_MERGE_PATCH = "application/merge-patch+json"
_MULTIPART = "multipart/form-data"
_Content = TypeVar("_Content")


def read_body(schemas: SchemaReader, place: Place, hint: str) -> Body:
    """Return a request body."""
    place = follow(schemas.root, place)
    contents = _contents(
        schemas, place, lambda media, name: _body_content(schemas, media, name, f"{hint}_body")
    )
    if not contents:
        raise place.rejected(MALFORMED, "the request body has no content")
    return Body(place.flag("required"), contents, place.text("description").strip())


def read_response(schemas: SchemaReader, place: Place, status: str, hint: str) -> Response:
    """Return a response."""
    if not (status == "default" or (len(status) == 3 and status[0] in "12345")):
        raise place.rejected(MALFORMED, f"{status!r} is not a status")
    if status != "default" and not (status.isdecimal() and status.isascii()) and status[1:] != "XX":
        raise place.rejected(MALFORMED, f"{status!r} is not a status")
    place = follow(schemas.root, place)
    contents = _contents(
        schemas,
        place,
        lambda media, name: _response_content(schemas, media, name, f"{hint}_response"),
    )
    headers: list[Header] = []
    for name, header in place.fields_of("headers"):
        if name.lower() != "content-type":  # OpenAPI says to ignore it
            with schemas.collecting():
                headers.append(read_header(schemas, header, name, f"{hint}_{name}"))
    return Response(
        status=status,
        code=int(status) if status.isdecimal() else None,
        contents=contents or (Empty(),),
        pointer=place.pointer,
        headers=tuple(headers),
        description=place.text("description").strip(),
        error_type=place.optional_text("x-error-type"),
        error_codes=tuple(
            ErrorCode(code, text.string()) for code, text in place.fields_of("x-error-codes")
        ),
        links=tuple(_links(schemas, place)),
        extensions=place.extensions(),
    )


def _links(schemas: SchemaReader, response: Place) -> Iterator[Link]:
    for name, place in response.fields_of("links"):
        link = follow(schemas.root, place)
        operation = link.optional_text("operationId")
        if operation is not None:
            parameters = {key: one.value for key, one in link.fields_of("parameters")}
            body = link.get("requestBody")
            yield Link(name, operation, parameters, body.value if body else None)


def read_header(schemas: SchemaReader, place: Place, name: str, hint: str) -> Header:
    """Return a header of a response."""
    place = follow(schemas.root, place)
    schema = place.get("schema")
    if schema is None:
        media = [inner for _, inner in place.fields_of("content")]
        schema = media[0].get("schema") if media else None
    type = Unknown() if schema is None else schemas.read(schema, hint)
    return Header(
        name,
        type,
        place.flag("required"),
        " ".join(place.text("description").split()),
        schemas.deprecation(place),
    )


def _contents(
    schemas: SchemaReader, place: Place, read: Callable[[Place, str], _Content]
) -> tuple[_Content, ...]:
    """Return the contents that are supported. If one is, the rejections of others do not reject the operation.

    Raises:
        RejectedError: None is supported.
    """
    found: list[_Content] = []
    rejected: list[RejectedError] = []
    for name, media in place.fields_of("content"):
        try:
            found.append(read(follow(schemas.root, media), name))
        except RejectedError as problem:
            rejected.append(problem)
    if rejected and not found:
        raise rejected[0]
    schemas.alternatives += [problem.rejection for problem in rejected]
    return tuple(found)


def _body_content(schemas: SchemaReader, media: Place, name: str, hint: str) -> BodyContent:
    shown = examples(schemas.root, media)
    kind = _plain(name)
    if kind == _MERGE_PATCH:
        return MergePatch(kind, _type(schemas, media, hint), shown)
    if kind == _FORM:
        return _form(schemas, media, kind, hint)
    if kind == _MULTIPART:
        return _multipart(schemas, media, kind, hint)
    if kind in _JSON_LINES:
        return JsonLines(kind, _item_type(schemas, media, hint))
    return _json_text_or_bytes(schemas, media, kind, hint)


def _response_content(schemas: SchemaReader, media: Place, name: str, hint: str) -> ResponseContent:
    kind = _plain(name)
    if kind == "text/event-stream":
        return EventStream(kind, _event_type(schemas, media, hint))
    if kind in _JSON_LINES:
        return JsonLines(kind, _item_type(schemas, media, hint))
    return _json_text_or_bytes(schemas, media, kind, hint)


def _json_text_or_bytes(
    schemas: SchemaReader, media: Place, kind: str, hint: str
) -> JsonContent | TextContent | BytesContent:
    shown = examples(schemas.root, media)
    if kind in ("application/json", "text/json") or kind.endswith("+json"):
        return JsonContent(kind, _type(schemas, media, hint), shown)
    type = _type(schemas, media, hint)
    bare = without_null(schemas.types, type)
    is_fields = not isinstance(bare, Text | Unknown) and kind_of(schemas.types, type) != "scalar"
    if kind in ("application/xml", "text/xml") or kind.endswith("+xml"):
        if is_fields:
            raise media.rejected(XML, f"the content is {kind}")
        return TextContent(kind, shown)
    if is_fields and kind in ("*/*", "application/*"):
        return JsonContent("application/json", type, shown)
    if is_fields:
        raise media.rejected(MEDIA_TYPE, f"the content is {kind}, and its schema has fields")
    is_binary = isinstance(bare, Text) and bare.format == "binary"
    if kind.startswith("text/") and not is_binary:
        return TextContent(kind, shown)
    return BytesContent(kind, shown)


def _form(schemas: SchemaReader, media: Place, kind: str, hint: str) -> Form:
    type, fields = _fields(schemas, media, hint)
    read: list[FormField] = []
    for one in fields:
        encoding = _encoding(media, one.name)
        style = "style" in encoding or "explode" in encoding
        content_type = _plain(encoding.text("contentType"))
        if content_type == "application/json":
            read.append(FormField(one.name, JsonText()))
        elif style or kind_of(schemas.types, one.type) in ("scalar", "array"):
            read.append(FormField(one.name, styled(schemas, encoding, "form", "query", one.type)))
        elif items_of(schemas.types, one.type) is not None:
            raise media.rejected(
                FORM_FIELD, f"the field {one.name!r} is an array of objects or arrays"
            )
        else:
            read.append(FormField(one.name, JsonText()))  # the default of OpenAPI for objects
    return Form(kind, type, tuple(read), examples(schemas.root, media))


def _multipart(schemas: SchemaReader, media: Place, kind: str, hint: str) -> Multipart:
    type, fields = _fields(schemas, media, hint)
    parts = tuple(_part(schemas, _encoding(media, one.name), one) for one in fields)
    return Multipart(kind, type, parts, examples(schemas.root, media))


def _part(schemas: SchemaReader, encoding: Place, field: Field) -> Part:
    types = schemas.types
    items = items_of(types, field.type)
    media_types = tuple(one for one in map(_plain, encoding.text("contentType").split(",")) if one)
    is_json = any(one.endswith(("/json", "+json")) for one in media_types)
    if items is not None and is_json:
        return Part(field.name, "json", media_types=media_types)
    value = field.type if items is None else items
    many = items is not None
    bare = without_null(types, value)
    if is_json:
        return Part(field.name, "json", many, media_types)
    is_text_type = all(one.startswith("text/") for one in media_types)
    is_text = isinstance(bare, Text) and bare.format != "binary"
    if isinstance(bare, Unknown) or (isinstance(bare, Text) and not (is_text and is_text_type)):
        return Part(field.name, "file", many, media_types)
    if kind_of_inner(types, value):
        return Part(field.name, "text", many, media_types)
    return Part(field.name, "json", many, media_types)


def _fields(schemas: SchemaReader, media: Place, hint: str) -> tuple[Ref, tuple[Field, ...]]:
    type = _type(schemas, media, hint)
    found = object_of(schemas.types, type)
    if not isinstance(type, Ref) or found is None:
        raise media.rejected(FORM_OF_OTHER, "the schema of the form has no fields")
    return type, found.fields


def _encoding(media: Place, name: str) -> Place:
    encodings = media.get("encoding")
    found = encodings.get(name) if encodings is not None else None
    return found or Place({}, media.pointer)


def _type(schemas: SchemaReader, media: Place, hint: str) -> Type:
    schema = media.get("schema")
    return Unknown() if schema is None else schemas.read(schema, hint)


def _item_type(schemas: SchemaReader, media: Place, hint: str) -> Type:
    """Return the type of each value of a sequence: `itemSchema` (OpenAPI 3.2), or the items of an array, or the schema."""
    if item := media.get("itemSchema"):
        return schemas.read(item, hint)
    type = _type(schemas, media, hint)
    items = items_of(schemas.types, type)
    return type if items is None else items


def _event_type(schemas: SchemaReader, media: Place, hint: str) -> Type:
    """Return the type of the data of each event. In OpenAPI 3.2, it is in the field `data` of `itemSchema`."""
    item = media.get("itemSchema")
    if item is not None:
        item = follow(schemas.root, item)
        data = dict(item.fields_of("properties")).get("data")
        if data is not None:
            data = follow(schemas.root, data)
            return schemas.read(data.get("contentSchema") or data, hint)
    return _item_type(schemas, media, hint)


def _plain(media_type: str) -> str:
    """Return a media type without its parameters."""
    return media_type.partition(";")[0].strip().lower()
