"""Writes how the arguments of a call become its request."""

import re
from typing import assert_never

from codegen.model.operations import (
    Api,
    BodyContent,
    BytesContent,
    Encoding,
    Form,
    JsonContent,
    JsonLines,
    JsonText,
    MergePatch,
    Multipart,
    Parameter,
    Styled,
    TextContent,
)
from codegen.model.parameters import kind_of
from codegen.model.texts import python_string
from codegen.model.types import Nullable, Ref, Text, Type

_DELIMITERS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}


def path(template: str, arguments: list[tuple[Parameter, str]], api: Api) -> str:
    """Return the path of a call as an expression.

    Args:
        template: Path, with parameters in braces.
        arguments: Parameters of the path and the names of their arguments.
        api: The contract.
    """
    values = {one.name: _path_value(one, name, api) for one, name in arguments}
    if not values:
        return python_string(template)
    parts = re.split(r"\{([^{}]*)\}", template)
    written = [
        f"{{{values[part]}}}" if index % 2 else python_string(part)[1:-1].replace('"', '\\"')
        for index, part in enumerate(parts)
    ]
    return f'f"{"".join(written)}"'


def _path_value(parameter: Parameter, name: str, api: Api) -> str:
    argument, label = name, f"'{name}'"
    match parameter.encoding:
        case JsonText():
            return f"path_segment(json_text({argument}, {label}), {label})"
        case Styled():
            pass
        case _:
            assert_never(parameter.encoding)
    if kind_of(api.types, parameter.type) == "array":
        return f"path_segments({argument}, {label})"
    if isinstance(without_name(api, parameter.type), Text):
        return f"path_segment({argument}, {label})"
    return f"path_segment(plain_text({argument}, {label}), {label})"


def query(arguments: list[tuple[Parameter, str]], api: Api) -> str | None:
    """Return the query of a call as an expression, or None if it has none."""
    if not arguments:
        return None
    entries = [_entry(one.name, one.encoding, one.type, name, api) for one, name in arguments]
    return f"query_string({{{', '.join(entries)}}})"


def _entry(wire: str, encoding: Encoding, type: Type, name: str, api: Api) -> str:
    """Return a parameter of a query or field of a form, as an entry of a dictionary."""
    label = python_string(wire)
    match encoding:
        case JsonText():
            return f"{label}: None if {name} is None else json_text({name}, {python_string(name)})"
        case Styled(style="deepObject"):
            return f"**deep_object({label}, {name})"
        case Styled(style=style, explode=False) if kind_of(api.types, type) == "array":
            return f"{label}: delimited({name}, {_DELIMITERS[style]!r}, {python_string(name)})"
        case Styled():
            return f"{label}: {name}"
        case _:
            assert_never(encoding)


def header(parameter: Parameter, name: str, api: Api) -> str:
    """Return the value of a header as an expression."""
    label = python_string(name)
    match parameter.encoding:
        case JsonText():
            return f"header_value(json_text({name}, {label}, ascii_only=True), {label})"
        case Styled() if kind_of(api.types, parameter.type) == "array":
            return f"header_list({name}, {label})"
        case Styled():
            is_text = isinstance(without_name(api, parameter.type), Text)
            value = name if is_text else f"plain_text({name}, {label})"
            return f"header_value({value}, {label})"
        case _:
            assert_never(parameter.encoding)


def body(content: BodyContent, api: Api, name: str = "body") -> str:
    """Return the encoded body of a call as an expression."""
    match content:
        case JsonContent(media_type="application/json"):
            return f"encode({name})"
        case JsonContent() | MergePatch():
            return f"json_body({name}, {python_string(content.media_type)})"
        case Form():
            fields = "".join(
                f"{_form_field(one.name, one.encoding, content, api)}, " for one in content.fields
            )
            return f"form_body({name}, {{{fields}}})"
        case Multipart():
            parts = "".join(
                f"Part({python_string(one.name)}, {one.kind!r}"
                f"{', many=True' if one.many else ''}"
                f"{', media_type=' + python_string(one.media_types[0]) if one.media_types else ''}), "
                for one in content.parts
            )
            return f"multipart_body({name}, ({parts}), {python_string(content.media_type)})"
        case BytesContent():
            return f"bytes_body({name}, {python_string(media_type(content))})"
        case TextContent():
            return f"text_body({name}, {python_string(media_type(content))})"
        case JsonLines():
            return f"lines_body({name}, {python_string(content.media_type)})"
        case _:
            assert_never(content)


def _form_field(wire: str, encoding: Encoding, form: Form, api: Api) -> str:
    label = python_string(wire)
    found = api.object_of(form.type)
    types = {one.name: one.type for one in found.fields} if found else {}
    match encoding:
        case JsonText():
            return f"{label}: 'json'"
        case Styled(style="deepObject"):
            return f"{label}: 'deep'"
        case Styled(style=style, explode=False) if (
            wire in types and kind_of(api.types, types[wire]) == "array"
        ):
            return f"{label}: {_DELIMITERS[style]!r}"
        case Styled():
            return f"{label}: ''"
        case _:
            assert_never(encoding)


def media_type(content: BodyContent) -> str:
    """Return the media type that is sent. One with wildcards is sent as bytes of any kind, or as plain text."""
    if "*" not in content.media_type:
        return content.media_type
    return "text/plain" if isinstance(content, TextContent) else "application/octet-stream"


def without_name(api: Api, type: Type) -> Type:
    """Return what a type is, without its names and without `null`."""
    while isinstance(type, Ref | Nullable):
        type = api.types[type.name].type if isinstance(type, Ref) else type.type
    return type
