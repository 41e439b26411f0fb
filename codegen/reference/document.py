"""The bundle as the reference shows it: an introduction before it, and on each part its keys and its evidence."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codegen.document import operations
from codegen.evidence import marks
from codegen.render import Renderer

_SAFE = "development"
"""The environment whose keys may be typed into a page."""


def reference_document(contract: dict[str, Any], changelog: str, templates: Path) -> dict[str, Any]:
    """Return what the renderer is given.

    Args:
        contract: The bundled contract, with its samples.
        changelog: The contract's changelog, as Markdown.
        templates: The folder with `introduction.md.jinja`.
    """
    document = copy.deepcopy(contract)
    found = marks(contract)
    introduction = Renderer(templates).render(
        "introduction.md",
        contract=contract,
        platform=next(
            server for server in contract["servers"] if set(server["x-environments"]) - {_SAFE}
        ),
        errors=sorted(_errors(contract)),
        unauthorized=_example(contract["components"]["responses"]["Unauthorized"]),
        marks=found,
        kinds=list(dict.fromkeys(mark.kind for mark in found)),
        changelog=_sections(changelog),
    )
    document["info"]["description"] = f"{contract['info']['description'].strip()}\n\n{introduction}"
    # What a reader tries out goes to the sandbox: no page in a browser is a place for a production key.
    document["servers"] = [
        server for server in contract["servers"] if server["x-environments"] == [_SAFE]
    ]
    for _, _, operation in operations(document):
        keys = " or ".join(operation["x-key-types"])
        _badge(operation, f"{keys} key", operation["x-evidence"])
        for sample in operation.get("x-codeSamples", []):
            # The renderer colours languages by their lower-case names.
            sample["lang"] = sample["lang"].lower()
    for item in document["webhooks"].values():
        _badge(item["post"], item["post"]["x-evidence"])
        # In a section of their own, not among the operations of their tag.
        del item["post"]["tags"]
    for parameter in document["components"]["parameters"].values():
        if not parameter["required"] and "example" in parameter:
            # Shown, but left out of what a reader tries out until it is ticked.
            example = {"value": parameter.pop("example"), "x-disabled": True}
            parameter["examples"] = {"example": example}
    for section in ("schemas", "parameters", "responses", "headers"):
        for part in document["components"][section].values():
            if part.get("x-evidence", "documented") != "documented":
                part["description"] = f"{part['description'].strip()} *({part['x-evidence']})*"
    return document


def _badge(operation: dict[str, Any], *texts: str) -> None:
    operation["x-badges"] = [{"name": text} for text in texts]


def _errors(contract: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield status, type, code and meaning of every error that an operation or any other path has."""
    responses = contract["components"]["responses"]
    statuses = {(status, name) for status, name in contract["x-unrouted-responses"].items()}
    for _, _, operation in operations(contract):
        statuses |= {
            (status, response["$ref"].rpartition("/")[2])
            for status, response in operation["responses"].items()
            if "$ref" in response
        }
    for status, name in statuses:
        response = responses[name]
        for code, meaning in response.get("x-error-codes", {}).items():
            yield status, response["x-error-type"], code, meaning


def _example(response: dict[str, Any]) -> str:
    example = next(iter(response["content"]["application/json"]["examples"].values()))
    return json.dumps(example["value"], indent=2, ensure_ascii=False)


def _sections(changelog: str) -> str:
    """Return a changelog's sections, without its title and what stands below that."""
    return "## " + changelog.partition("\n## ")[2]
