"""Writes a sample for each operation in each style, with the values of the contract's examples."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from codegen import banner
from codegen.document import operations, resolve
from codegen.errors import GenerationError
from codegen.facts import read_credentials, read_headers, read_servers
from codegen.format import format_python
from codegen.names import camel_case
from codegen.operations import Operation, Resource, read_resources
from codegen.prettier import format_javascript
from codegen.render import Renderer


@dataclass(frozen=True)
class _Style:
    file: str
    lang: str
    label: str


# In the order of the reference. Redoc 3 shows only samples whose label is a language that it knows, so the first four labels are
# names of languages.
_STYLES = (
    _Style("curl.sh", "Shell", "cURL"),
    _Style("node-client.mjs", "JavaScript", "Node.js"),
    _Style("node-fetch.mjs", "JavaScript", "JavaScript"),
    _Style("python-client.py", "Python", "Python"),
    _Style("python-async.py", "Python", "Python (asyncio)"),
    _Style("python-requests.py", "Python", "Python (requests)"),
)


def write_samples(contract: dict[str, Any], destination: Path, templates: Path) -> None:
    """Write `<operation>/<style>` for each operation and style.

    Args:
        contract: The bundled contract.
        destination: Folder of the samples.
        templates: Folder of the templates, one for each style.

    Raises:
        GenerationError: The clients do not support an operation, or a template has an error.
    """
    renderer = Renderer(templates, sh=shlex.quote, js=_javascript, py=repr, camel=camel_case)
    api_key, tenant = read_credentials(contract)
    facts = {
        "api_key": api_key,
        "tenant": tenant,
        "headers": read_headers(contract),
        "server": read_servers(contract)[0].url,
    }
    for resource in read_resources(contract):
        for operation in resource.operations:
            folder = destination / operation.id
            folder.mkdir(parents=True)
            call = _call(contract, resource, operation)
            for style in _STYLES:
                text = renderer.render(style.file, call=call, **facts)
                (folder / style.file).write_text(text, encoding="utf-8")
    format_python(destination)
    format_javascript(destination)
    for style in _STYLES:
        for file in destination.glob(f"*/{style.file}"):
            first = banner.generated(file, "openapi/", f"templates/samples/{style.file}.jinja")
            file.write_text(first + file.read_text(encoding="utf-8"), encoding="utf-8")


def add_samples(contract: dict[str, Any], samples: Path) -> None:
    """Add the samples to the operations of the contract as `x-codeSamples`.

    Args:
        contract: The bundled contract, which is changed.
        samples: Folder that `write_samples` wrote.
    """
    for _, _, operation in operations(contract):
        operation["x-codeSamples"] = [
            {
                "lang": style.lang,
                "label": style.label,
                "source": _without_banner(samples / operation["operationId"] / style.file),
            }
            for style in _STYLES
        ]


def _without_banner(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition("\n")[2]


@dataclass(frozen=True)
class _Call:
    """An operation with the values of the contract's examples.

    Attributes:
        resource: Group of client methods.
        path: Encoded path with its values.
        target: Encoded path and query.
        path_values: Values of the path parameters, in the order of the path.
        query: Query parameters by their names in the clients.
        wire_query: Query parameters as text, by their names in the request. A repeated one has several values.
        keywords: Body fields and query parameters by their names in Python.
        result: Variable name for the result, or for each object of a list, in snake case.
    """

    operation: Operation
    resource: str
    path: str
    target: str
    path_values: list[str]
    query: dict[str, Any]
    wire_query: dict[str, list[str]]
    body: dict[str, Any] | None
    keywords: dict[str, Any]
    result: str


def _call(contract: dict[str, Any], resource: Resource, operation: Operation) -> _Call:
    item = contract["paths"][operation.path]
    raw = item[operation.method.lower()]
    parameters = [
        resolve(contract, parameter)
        for parameter in [*item.get("parameters", []), *raw.get("parameters", [])]
    ]
    examples = {(one["in"], one["name"]): one["example"] for one in parameters}
    path_values = {
        one.wire_name: str(examples["path", one.wire_name])
        for one in operation.parameters
        if one.location == "path"
    }
    # The first page needs no cursor.
    cursors = {(operation.pagination or {}).get(role) for role in ("after", "before")}
    query = [
        (one, examples["query", one.wire_name])
        for one in operation.parameters
        if one.location == "query" and one.wire_name not in cursors
    ]
    texts = {one.wire_name: _texts(value, resolve(contract, one.schema)) for one, value in query}
    wire_query = {name: values for name, values in texts.items() if values}
    path = operation.path.format(
        **{name: _segment(value, name, operation) for name, value in path_values.items()}
    )
    body = _body(contract, raw)
    return _Call(
        operation=operation,
        resource=resource.name,
        path=path,
        target=path
        + ("?" + urlencode(wire_query, doseq=True, quote_via=quote) if wire_query else ""),
        path_values=[*path_values.values()],
        query={one.name: value for one, value in query},
        wire_query=wire_query,
        body=body,
        keywords={
            **{
                one.name: body[one.wire_name]
                for one in operation.body_members
                if body and one.wire_name in body
            },
            **{one.name: value for one, value in query},
        },
        result=_snake_case(operation.item or next(iter(operation.results.values())) or "nothing"),
    )


def _segment(value: str, name: str, operation: Operation) -> str:
    # The clients reject these too (tests/vectors/path-encoding.json).
    if value in ("", ".", "..") or "/" in value or "\\" in value:
        raise GenerationError(
            f"{operation.id}: the example {value!r} of {name} changes the path. Use the ID of an object."
        )
    return quote(value, safe="")


def _body(contract: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any] | None:
    if "requestBody" not in raw:
        return None
    content = resolve(contract, raw["requestBody"])["content"]["application/json"]
    body: dict[str, Any] = resolve(contract, next(iter(content["examples"].values())))["value"]
    return body


def _snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _texts(value: Any, schema: dict[str, Any]) -> list[str]:
    values: list[Any] = value if schema.get("type") == "array" else [value]
    return [one if isinstance(one, str) else json.dumps(one) for one in values]


def _javascript(value: Any, indent: int | None = None) -> str:
    # JSON is valid JavaScript. Prettier removes the quotes of names that do not need them.
    return json.dumps(value, ensure_ascii=False, indent=indent)
