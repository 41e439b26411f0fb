"""Turns the bundle into the document that the reference shows, with an introduction before it."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codegen.document import operations
from codegen.evidence import marks
from codegen.render import Renderer

_SAFE = "development"
"""The environment whose keys can be entered into a page."""
_MENTION = re.compile(r'"([A-Z][a-z ]+)" in the API reference')
"""How the contract's texts name a section of the introduction."""


def reference_document(
    contract: dict[str, Any], changelog: str, templates: Path, *, owner: bool = False
) -> dict[str, Any]:
    """Return the document that the renderer shows.

    Args:
        contract: The bundled contract, with its samples.
        changelog: The contract's changelog, as Markdown.
        templates: The folder with `introduction.md.jinja`.
        owner: Whether to show the evidence for each part, which is for the API's owner only.
    """
    document = copy.deepcopy(contract)
    if owner:
        _show_evidence(document)
    for part in (document["info"], *_operations(document), *_components(document)):
        part.pop("x-evidence", None)
    # The sections that a reader needs first come from the template, the others from the contract.
    overview, _, sections = contract["info"]["description"].partition("\n# ")
    found = marks(contract)
    introduction = Renderer(templates).render(
        "introduction.md",
        overview=overview.strip(),
        sections=f"# {sections.strip()}",
        contract=contract,
        owner=owner,
        platform=next(
            server for server in contract["servers"] if set(server["x-environments"]) - {_SAFE}
        ),
        errors=sorted(_errors(contract)),
        unauthorized=_example(contract["components"]["responses"]["Unauthorized"]),
        marks=found,
        kinds=list(dict.fromkeys(mark.kind for mark in found)),
        changelog=_sections(changelog),
    )
    document["info"]["description"] = introduction
    # Requests from the page go to the sandbox only: a production key does not belong in a browser.
    document["servers"] = [
        server for server in contract["servers"] if server["x-environments"] == [_SAFE]
    ]
    for _, _, operation in operations(document):
        keys = " or ".join(operation["x-key-types"])
        operation.setdefault("x-badges", []).insert(0, {"name": f"{keys} key"})
        for sample in operation.get("x-codeSamples", []):
            # The renderer colours languages by their lowercase names.
            sample["lang"] = sample["lang"].lower()
    for item in document["webhooks"].values():
        # Webhooks have a section of their own, not one below the operations of their tag.
        del item["post"]["tags"]
    for parameter in document["components"]["parameters"].values():
        parameter["description"] = _MENTION.sub(_link, parameter["description"])
        if not parameter["required"] and "example" in parameter:
            # The request panel shows the example, but sends it only if the reader selects it.
            example = {"value": parameter.pop("example"), "x-disabled": True}
            parameter["examples"] = {"example": example}
    return document


def _link(mention: re.Match[str]) -> str:
    return f"[{mention[1]}](#description/{mention[1].lower().replace(' ', '-')})"


def _show_evidence(document: dict[str, Any]) -> None:
    for operation in _operations(document):
        operation["x-badges"] = [{"name": operation["x-evidence"]}]
    for part in _components(document):
        if part.get("x-evidence", "documented") != "documented":
            part["description"] = f"{part['description'].strip()} *({part['x-evidence']})*"


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section in ("paths", "webhooks"):
        for item in document[section].values():
            yield from item.values()


def _components(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for parts in document["components"].values():
        yield from parts.values()


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
    """Return the sections of a changelog, without its title and introduction."""
    return "## " + changelog.partition("\n## ")[2]
