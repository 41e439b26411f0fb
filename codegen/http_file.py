"""Writes the operations as a file of requests (`.http`) that editors can send: VS Code's REST Client, JetBrains IDEs, httpyac.

The variables at the top of the file are the base URL and the IDs of the contract's examples. The API key and the tenant come from the
environment.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
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


def write_http_file(api: Api, destination: Path) -> None:
    """Write a request for each operation.

    Args:
        api: The contract.
        destination: File to write.
    """
    ids: dict[str, str] = {}
    # What deletes an object is last, so that all can be sent from top to bottom.
    operations = sorted(api.operations, key=lambda one: one.method == "DELETE")
    requests = [_request(api, one, ids) for one in operations]
    servers = [f"# {one.url}: {' '.join(one.description.split())}" for one in api.servers]
    base_url = api.servers[0].url if api.servers else "http://127.0.0.1"
    variables = [f"@base_url = {base_url}", *(f"@{k} = {v}" for k, v in ids.items())]
    head = ["# Generated from openapi/: edit there, not here.", *servers, "", *variables]
    destination.write_text("\n\n".join(["\n".join(head), *requests]) + "\n", encoding="utf-8")


def _request(api: Api, operation: Operation, ids: dict[str, str]) -> str:
    """Return a request, and add the variables that it needs."""
    path = operation.path
    for one in operation.parameters:
        if one.location == "path":
            name = identifier(one.argument or one.name, "snake")
            ids.setdefault(name, _text(_example(one)))
            path = path.replace(f"{{{one.name}}}", f"{{{{{name}}}}}")
    required = [one for one in operation.parameters if one.required]
    queries = [text for one in required if one.location == "query" for text in _query(one)]
    content = operation.body.contents[0] if operation.body else None
    body = None if content is None else _body(content)
    query = f"?{'&'.join(queries)}" if queries else ""
    lines = [
        f"### {operation.summary or operation.id}",
        f"# @name {identifier(operation.id, 'snake')}",
        f"{operation.method} {{{{base_url}}}}{path}{query}",
        *_credentials(api, operation),
        *(f"{one.name}: {_text(_example(one))}" for one in required if one.location == "header"),
    ]
    if content is not None and body is not None:
        lines += [f"Content-Type: {content.media_type}", "", body]
    return "\n".join(lines)


def _credentials(api: Api, operation: Operation) -> Iterator[str]:
    for name in operation.security[0].schemes if operation.security else ():
        scheme = api.security_schemes[name]
        variable = f"{{{{$processEnv {scheme.facts.environment_variable or name}}}}}"
        match scheme:
            case ApiKey(location="header", name=header):
                yield f"{header}: {variable}"
            case ApiKey():
                pass
            case Bearer():
                yield f"Authorization: Bearer {variable}"
            case Basic():
                yield f"Authorization: Basic {variable}"


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


def _body(content: BodyContent) -> str | None:
    """Return the first example of a body, or the file that has to have one. None if the contract has no example."""
    match content:
        case JsonContent(examples=(first, *_)) | MergePatch(examples=(first, *_)):
            return json.dumps(first.value, indent=2, ensure_ascii=False)
        case Form(examples=(first, *_), fields=fields):
            values: Mapping[str, Json] = first.value
            return urlencode(
                [
                    (pair.name, pair.value)
                    for one in fields
                    for pair in wire.pairs(one.name, one.encoding, values.get(one.name))
                ]
            )
        case TextContent(examples=(first, *_)):
            return _text(first.value)
        case JsonContent() | MergePatch() | Form() | TextContent():
            return None
        case _:
            return f"< ./{re.sub(r'[^a-z0-9]+', '-', content.media_type.lower())}"


def _example(parameter: Parameter) -> Json:
    return parameter.examples[0].value if parameter.examples else parameter.name


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)
