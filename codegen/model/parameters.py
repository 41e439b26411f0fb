"""Reads parameters, and how their values are written."""

import re
from collections.abc import Mapping

from codegen.model.capabilities import (
    COOKIE,
    MALFORMED,
    PARAMETER_CONTENT,
    PATH,
    QUERY_STRING,
    STYLE,
    STYLES,
    Kind,
)
from codegen.model.keywords import default
from codegen.model.operations import (
    Encoding,
    Example,
    JsonText,
    Location,
    Parameter,
    Style,
    Styled,
    without_null,
)
from codegen.model.place import Place, follow
from codegen.model.schemas import SchemaReader
from codegen.model.types import (
    Array,
    Boolean,
    Constant,
    Enum,
    Integer,
    Map,
    NamedType,
    Number,
    Object,
    Text,
    Type,
    Union,
)

# Header parameters that OpenAPI says to ignore: the content, the responses and the security of the operation say what they are.
_IGNORED_HEADERS = ("accept", "content-type", "authorization")
_DEFAULTS: Mapping[Location, Style] = {"path": "simple", "header": "simple", "query": "form"}


def read_parameters(
    schemas: SchemaReader, item: Place, operation: Place, path: str, hint: str
) -> tuple[Parameter, ...]:
    """Return the parameters of an operation. One of the operation overrides that of its path with the same name."""
    found: dict[tuple[str, str], Place] = {}
    for place in (*item.elements_of("parameters"), *operation.elements_of("parameters")):
        with schemas.collecting():
            parameter = follow(schemas.root, place)
            found[parameter["in"].string(), parameter["name"].string()] = parameter
    read: list[Parameter] = []
    for (location, name), place in found.items():
        if location == "header" and name.lower() in _IGNORED_HEADERS:
            continue
        with schemas.collecting():
            read.append(_parameter(schemas, place, location, name, f"{hint}_{name}"))
    in_path = {name for location, name in found if location == "path"}
    braces = set(re.findall(r"\{([^{}]*)\}", path))
    for name in sorted(in_path ^ braces):
        with schemas.collecting():
            raise operation.rejected(
                PATH,
                f"the path {path} has no {{{name}}}"
                if name in in_path
                else f"the path {path} has {{{name}}}, which is not a parameter",
            )
    return tuple(read)


def _parameter(
    schemas: SchemaReader, place: Place, location: str, name: str, hint: str
) -> Parameter:
    match location:
        case "cookie":
            raise place.rejected(COOKIE, f"the parameter {name!r} is a cookie")
        case "querystring":
            raise place.rejected(QUERY_STRING, f"the parameter {name!r} is the whole query")
        case "path" | "query" | "header":
            pass
        case _:
            raise place["in"].rejected(MALFORMED, f"{location!r} cannot hold a parameter")
    schema, shown = place.get("schema"), place
    if schema is None:
        content = [*place["content"].items()]
        if [media_type for media_type, _ in content] != ["application/json"]:
            raise place["content"].rejected(
                PARAMETER_CONTENT, f"the parameter {name!r} is not JSON"
            )
        media = shown = content[0][1]
        schema = media.get("schema") or Place({}, media.pointer)
        type = schemas.read(schema, hint)
        encoding: Encoding = JsonText()
    else:
        before = len(schemas.rejections)
        type = schemas.read(schema, hint)
        usual = _DEFAULTS[location]
        encoding = (
            styled(schemas, place, usual, location, type)
            if len(schemas.rejections) == before
            else Styled(usual, explode=False)  # the schema is rejected already
        )
    target = follow(schemas.root, schema) if schema.is_object else schema
    return Parameter(
        name=name,
        location=location,
        type=type,
        encoding=encoding,
        required=place.flag("required") or location == "path",
        pointer=place.pointer,
        argument=place.optional_text("x-parameter-name"),
        default=default(target),
        deprecation=schemas.deprecation(place),
        description=" ".join(place.text("description").split()),
        examples=examples(schemas.root, shown),
        extensions=place.extensions(),
    )


def styled(schemas: SchemaReader, place: Place, usual: Style, location: str, type: Type) -> Styled:
    """Return the style of a parameter or form field.

    Args:
        schemas: The reader of its schema.
        place: The place with `style` and `explode`.
        usual: Style without `style`.
        location: Location of the parameter.
        type: Type of the value.

    Raises:
        RejectedError: The style is not supported, or not for this type.
    """
    style = place.text("style") or usual
    explode = place.flag("explode") if "explode" in place else style in ("form", "deepObject")
    if (location, style, explode) == ("query", "deepObject", True) and _has_keys(
        schemas.types, type
    ):
        return Styled("deepObject", explode=True)
    kind = kind_of(schemas.types, type)
    allowed = STYLES[location, usual].get((style, explode))
    if kind is None:
        raise place.rejected(STYLE, "the value has no form as text")
    if allowed is None or kind not in allowed:
        raise place.rejected(
            STYLE, f"{_ARTICLE[kind]} has the style {style} with explode {str(explode).lower()}"
        )
    # `allowed` has only keys with a known style.
    return Styled(next(one for one in _STYLE_NAMES if one == style), explode)


_STYLE_NAMES: tuple[Style, ...] = (
    "simple",
    "form",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
)
_ARTICLE = {"scalar": "a scalar", "array": "an array", "object": "an object"}


def kind_of(types: Mapping[str, NamedType], type: Type) -> Kind | None:
    """Return what a value is as text, or None if it has no form as text."""
    match without_null(types, type):
        case Boolean() | Integer() | Number() | Text() | Constant() | Enum():
            return "scalar"
        case Array(items=items):
            return "array" if kind_of_inner(types, items) else None
        case Map(values=values):
            return "object" if kind_of_inner(types, values) else None
        case Object(fields=fields):
            return "object" if all(kind_of_inner(types, one.type) for one in fields) else None
        case Union(variants=variants):
            kinds = {kind_of(types, variant.type) for variant in variants}
            if None in kinds or {"array", "object"} <= kinds:
                return None
            if "object" in kinds:
                return "object"
            return "array" if "array" in kinds else "scalar"
        case _:
            return None


def _has_keys(types: Mapping[str, NamedType], type: Type) -> bool:
    """Whether a value can be an object or an array, which contain anything."""
    found = without_null(types, type)
    if isinstance(found, Union):
        return any(_has_keys(types, variant.type) for variant in found.variants)
    return isinstance(found, Object | Map | Array)


def kind_of_inner(types: Mapping[str, NamedType], type: Type) -> bool:
    """Whether the value inside an array or object is a scalar."""
    found = without_null(types, type)
    if isinstance(found, Union):
        return all(kind_of_inner(types, variant.type) for variant in found.variants)
    return isinstance(found, Boolean | Integer | Number | Text | Constant | Enum)


def examples(root: Place, place: Place) -> tuple[Example, ...]:
    """Return the `example` and the `examples` of a parameter or media type."""
    own = [Example("", place["example"].value)] if "example" in place else []
    for name, reference in place.fields_of("examples"):
        found = follow(root, reference)
        value = found.get("value") or found.get("dataValue")
        if value is not None:
            own.append(Example(name, value.value))
    return tuple(own)
