"""Writes the operations as a collection of Postman (format 2.1), which Bruno, Insomnia, Hoppscotch and other programs import too.

Base URL, credentials and IDs are variables of the collection.
"""

import json
from pathlib import Path
from typing import Any

from codegen.example_requests import Request, base_url, example_requests
from codegen.model.operations import Api

_FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_TEST = "pm.test('succeeds', () => pm.response.to.be.success);"


def write_postman(api: Api, destination: Path) -> None:
    """Write a request for each operation, in a folder for each tag.

    Args:
        api: The contract.
        destination: File to write.
    """
    requests = example_requests(api)
    values = {name: value for one in reversed(requests) for name, value in one.ids.items()}
    variables = dict.fromkeys(one.variable for each in requests for one in each.credentials)
    # What deletes objects is last, so that the collection can be run as a whole.
    deleting = {one.operation.tag for one in requests if one.operation.method == "DELETE"}
    folders: list[dict[str, Any]] = [
        {
            "name": tag.name,
            "description": tag.description,
            "item": [_item(one) for one in requests if one.operation.tag == tag.name],
        }
        for tag in sorted(api.tags, key=lambda tag: tag.name in deleting)
    ]
    collection = {
        "info": {
            "name": api.info.title,
            "description": api.info.summary,
            "version": api.info.version,
            "schema": _FORMAT,
        },
        "item": [folder for folder in folders if folder["item"]],
        "event": [{"listen": "test", "script": {"type": "text/javascript", "exec": [_TEST]}}],
        "variable": [
            {"key": "base_url", "value": base_url(api)},
            *({"key": name, "value": "", "type": "string"} for name in variables),
            *({"key": name, "value": value} for name, value in values.items()),
        ],
    }
    text = json.dumps(collection, indent=2, ensure_ascii=False)
    destination.write_text(f"{text}\n", encoding="utf-8")


def _item(request: Request) -> dict[str, Any]:
    headers = {
        **{one.header: f"{one.prefix}{{{{{one.variable}}}}}" for one in request.credentials},
        **request.headers,
    }
    body: dict[str, Any] | None = None
    if request.body:
        headers["Content-Type"] = request.body.media_type
        is_file = request.body.is_file
        body = {"mode": "file"} if is_file else {"mode": "raw", "raw": request.body.text or ""}
    return {
        "name": request.name,
        "request": {
            "method": request.operation.method,
            "url": request.url,
            "description": request.operation.description,
            "header": [{"key": name, "value": value} for name, value in headers.items()],
            **({"body": body} if body else {}),
        },
    }
