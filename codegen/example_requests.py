"""Makes a request of each operation from the examples of the contract, with variables for base URL, credentials and IDs.

`{{name}}` stands for a variable, as in files of requests (`.http`) and in collections of Postman.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from codegen.document import is_list
from codegen.model.names import identifier
from codegen.model.operations import (
    Api,
    ApiKey,
    Basic,
    Bearer,
    BodyContent,
    Form,
    JsonContent,
    JsonText,
    MergePatch,
    Operation,
    Parameter,
    Styled,
    TextContent,
)
from codegen.model.types import Json
from codegen.samples import wire

_DELIMITERS = {"form": ",", "simple": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}


@dataclass(frozen=True)
class Credential:
    """A header that authenticates.

    Attributes:
        header: Name of the header.
        prefix: What precedes the secret in its value: `Bearer ` or nothing.
        variable: Environment variable with the secret.
    """

    header: str
    prefix: str
    variable: str


@dataclass(frozen=True)
class Body:
    """A request body.

    Attributes:
        text: The first example of the contract, or None if it has none.
        is_file: Whether the body is the content of a file.
    """

    media_type: str
    text: str | None
    is_file: bool


@dataclass(frozen=True)
class Request:
    """A request.

    Attributes:
        path: Path with variables.
        query: Required query parameters, encoded.
        headers: Required headers, by name.
        ids: Values of the variables in the path.
    """

    operation: Operation
    name: str
    path: str
    query: tuple[str, ...]
    credentials: tuple[Credential, ...]
    headers: Mapping[str, str]
    body: Body | None
    ids: Mapping[str, str]

    @property
    def url(self) -> str:
        """The URL with variables."""
        query = f"?{'&'.join(self.query)}" if self.query else ""
        return f"{{{{base_url}}}}{self.path}{query}"


def example_requests(api: Api) -> list[Request]:
    """Return a request of each operation. What deletes an object is last, so that all can be sent in order."""
    operations = sorted(api.operations, key=lambda one: one.method == "DELETE")
    return [_request(api, one) for one in operations]


def base_url(api: Api) -> str:
    """Return the value of the variable `base_url`."""
    return api.servers[0].url if api.servers else "http://127.0.0.1"


def _request(api: Api, operation: Operation) -> Request:
    path = operation.path
    ids: dict[str, str] = {}
    for one in operation.parameters:
        if one.location == "path":
            name = identifier(one.argument or one.name, "snake")
            ids[name] = _text(_example(one))
            path = path.replace(f"{{{one.name}}}", f"{{{{{name}}}}}")
    required = [one for one in operation.parameters if one.required]
    content = operation.body.contents[0] if operation.body else None
    return Request(
        operation=operation,
        name=operation.summary or operation.id,
        path=path,
        query=tuple(text for one in required if one.location == "query" for text in _query(one)),
        credentials=tuple(_credentials(api, operation)),
        headers={one.name: _text(_example(one)) for one in required if one.location == "header"},
        body=None if content is None else _body(content),
        ids=ids,
    )


def _credentials(api: Api, operation: Operation) -> Iterator[Credential]:
    for name in operation.security[0].schemes if operation.security else ():
        scheme = api.security_schemes[name]
        variable = scheme.facts.environment_variable or name
        match scheme:
            case ApiKey(location="header", name=header):
                yield Credential(header, "", variable)
            case ApiKey():
                pass
            case Bearer():
                yield Credential("Authorization", "Bearer ", variable)
            case Basic():
                yield Credential("Authorization", "Basic ", variable)


def _query(parameter: Parameter) -> list[str]:
    name, value = quote(parameter.name), _example(parameter)
    match parameter.encoding:
        case JsonText():
            return [f"{name}={quote(json.dumps(value))}"]
        case Styled(style="deepObject"):
            found = wire.pairs(parameter.name, parameter.encoding, value)
            return [f"{quote(one.name, safe='[]')}={one.encoded}" for one in found]
        case Styled(style=style, explode=explode):
            texts = [quote(_text(one)) for one in (value if is_list(value) else [value])]
            if explode:
                return [f"{name}={text}" for text in texts]
            return [f"{name}={_DELIMITERS.get(style, ',').join(texts)}"]


def _body(content: BodyContent) -> Body:
    text: str | None = None
    match content:
        case JsonContent(examples=(first, *_)) | MergePatch(examples=(first, *_)):
            text = json.dumps(first.value, indent=2, ensure_ascii=False)
        case Form(examples=(first, *_), fields=fields):
            values: Mapping[str, Json] = first.value
            text = urlencode(
                [
                    (pair.name, pair.value)
                    for one in fields
                    for pair in wire.pairs(one.name, one.encoding, values.get(one.name))
                ]
            )
        case TextContent(examples=(first, *_)):
            text = _text(first.value)
        case JsonContent() | MergePatch() | Form() | TextContent():
            pass
        case _:
            return Body(content.media_type, None, is_file=True)
    return Body(content.media_type, text, is_file=False)


def _example(parameter: Parameter) -> Json:
    return parameter.examples[0].value if parameter.examples else parameter.name


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)
