"""Rules for operations and their parameters."""

import re
from collections.abc import Iterator

from codegen import document
from openapi.rules.contract import Contract, Operation, Problem, is_list
from openapi.rules.sources import Node

_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def operation_id(contract: Contract) -> Iterator[Problem]:
    for operation in contract.operations:
        place = operation.node.nearest("operationId")
        verb, _, noun = operation.id.partition("_")
        if not _SNAKE_CASE.fullmatch(operation.id) or not noun:
            yield place, f"{operation.id} is not verb_noun in snake_case"
        elif verb not in (verbs := _verbs(contract, operation)):
            yield place, f"{operation.id} does not start with {' or '.join(verbs)}"
        # The tag is the plural of the resource, which can be irregular.
        elif verb == "list" and not noun.endswith(("s", *operation.node.texts("tags"))):
            yield place, f"{operation.id} returns a list, but its noun is not plural"


def method_name(contract: Contract) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for operation in contract.operations:
        tag = operation.node.text("tags", "0")
        if tag is None or "operationId" not in operation.node:
            continue  # redocly reports it
        name = document.method_name(operation.node.value)
        other = first.setdefault((tag, name), operation.id)
        if other != operation.id:
            yield operation.node, f"{operation.id} and {other} both become the method {tag}.{name}"


def pagination(contract: Contract) -> Iterator[Problem]:
    for operation in contract.operations:
        page = contract.body(operation.responses["200"]) if "200" in operation.responses else None
        marked = operation.node.find("x-pagination")
        if is_list(contract, page) and marked is None:
            yield operation.node, f"{operation.id} returns a list without x-pagination"
        elif marked is not None and page is not None and marked.text("style") == "cursor":
            yield from _cursors(contract, operation, marked, page)


def _cursors(
    contract: Contract, operation: Operation, marked: Node, page: Node
) -> Iterator[Problem]:
    items = contract.property(page, marked.text("items") or "")
    item = contract.target(items["items"]) if items and "items" in items else None
    cursor = contract.property(item, marked.text("cursor") or "") if item else None
    for role in ("after", "before"):
        parameter = operation.parameter(marked.text(role) or "", "query")
        schema = contract.target(parameter.nearest("schema")) if parameter else None
        if cursor and schema and schema is not cursor:
            yield (
                marked[role],
                f"{marked.text(role)} and {marked.text('cursor')} have different schemas",
            )


def _verbs(contract: Contract, operation: Operation) -> tuple[str, ...]:
    last = operation.path.rstrip("/").rpartition("/")[2]
    match operation.method:
        case "get":
            response = operation.responses.get("200")
            is_page = response is not None and is_list(contract, contract.body(response))
            return ("list",) if is_page or "x-pagination" in operation.node else ("get",)
        case "post":
            # POST creates an object in a collection. `/{id}/cancel` is an action, named by the path.
            return ("create", last) if "{" in operation.path else ("create",)
        case "put" | "patch":
            return ("update",)
        case _:
            return (operation.method,)
