"""Writes the operations as a file of requests (`.http`) that editors can send: VS Code's REST Client, JetBrains IDEs, httpyac.

The variables at the top of the file are the base URL and the IDs of the contract's examples. The API key and the tenant come from the
environment.
"""

import re
from pathlib import Path

from codegen.example_requests import Request, base_url, example_requests
from codegen.model.names import identifier
from codegen.model.operations import Api


def write_http_file(api: Api, destination: Path) -> None:
    """Write a request for each operation.

    Args:
        api: The contract.
        destination: File to write.
    """
    requests = example_requests(api)
    # The first request that has an ID names its value.
    ids = {name: value for one in reversed(requests) for name, value in one.ids.items()}
    names = dict.fromkeys(name for one in requests for name in one.ids)
    servers = [f"# {one.url}: {' '.join(one.description.split())}" for one in api.servers]
    variables = [f"@base_url = {base_url(api)}", *(f"@{name} = {ids[name]}" for name in names)]
    head = ["# Generated from openapi/: edit there, not here.", *servers, "", *variables]
    text = "\n\n".join(["\n".join(head), *map(_written, requests)])
    destination.write_text(f"{text}\n", encoding="utf-8")


def _written(request: Request) -> str:
    lines = [
        f"### {request.name}",
        f"# @name {identifier(request.operation.id, 'snake')}",
        f"{request.operation.method} {request.url}",
        *(
            f"{one.header}: {one.prefix}{{{{$processEnv {one.variable}}}}}"
            for one in request.credentials
        ),
        *(f"{name}: {value}" for name, value in request.headers.items()),
    ]
    body = request.body
    if body and body.is_file:
        file = re.sub(r"[^a-z0-9]+", "-", body.media_type.lower())
        lines += [f"Content-Type: {body.media_type}", "", f"< ./{file}"]
    elif body and body.text is not None:
        lines += [f"Content-Type: {body.media_type}", "", body.text]
    return "\n".join(lines)
