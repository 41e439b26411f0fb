"""Rules for operations and their parameters."""

import keyword
import re
from collections.abc import Iterator

from codegen import names
from openapi.rules.contract import Contract, Operation, Problem, is_list, types
from openapi.rules.sources import Node

_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# The fields of x-pagination.
_ROLES = ("style", "limit", "after", "before", "items", "more", "cursor")


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
        name = names.method_name(operation.node.value)
        other = first.setdefault((tag, name), operation.id)
        if not _is_name(name):
            yield (
                operation.node,
                f"{operation.id} becomes the method {tag}.{name}, which is not a valid name",
            )
        elif other != operation.id:
            yield operation.node, f"{operation.id} and {other} both become the method {tag}.{name}"


def parameter_name(contract: Contract) -> Iterator[Problem]:
    for operation in contract.operations:
        arguments = [(parameter, str(parameter.get("name"))) for parameter in operation.parameters]
        if schema := contract.request_schema(operation):
            arguments += [(node, name) for name, node in schema.children("properties").items()]
        first: dict[str, str] = {}
        for node, wire_name in arguments:
            name = str(node.get("x-parameter-name") or wire_name)
            other = first.setdefault(name, wire_name)
            if not _is_name(name) or name in names.RESERVED_ARGUMENTS:
                yield (
                    node.nearest("x-parameter-name"),
                    f"{wire_name} becomes the argument {name}, which is not a valid name",
                )
            elif other != wire_name:
                yield (
                    operation.node,
                    f"{other} and {wire_name} both become the argument {name}",
                )


def parameter_form(contract: Contract) -> Iterator[Problem]:
    for parameter in contract.nodes("parameter"):
        name, place = parameter.get("name"), parameter.get("in")
        schema = contract.target(parameter["schema"]) if "schema" in parameter else None
        is_array = schema is not None and "array" in types(schema)
        if place == "cookie":
            yield parameter["in"], f"{name} is a cookie parameter"
        elif schema is None:
            yield parameter, f"{name} has no schema (`content` is not supported)"
        elif "object" in types(schema) or "oneOf" in schema:
            yield parameter["schema"], f"{name} is an object or a union"
        elif is_array and place != "query":
            yield parameter["schema"], f"{name} is an array outside the query"
        elif is_array and (parameter.get("style"), parameter.get("explode")) != ("form", True):
            yield (
                parameter,
                f"{name} is an array without `style: form` and `explode: true`",
            )
        elif not is_array and (
            odd := {"style", "explode", "allowReserved", "allowEmptyValue"} & parameter.value.keys()
        ):
            yield parameter[min(odd)], f"{name} has `{min(odd)}`"


def pagination(contract: Contract) -> Iterator[Problem]:
    for operation in contract.operations:
        page = contract.body(operation.responses["200"]) if "200" in operation.responses else None
        marked = operation.node.find("x-pagination")
        if is_list(contract, page) != (marked is not None):
            yield (
                operation.node,
                f"{operation.id} returns a list without x-pagination, or has x-pagination without a list",
            )
        elif marked is None or page is None:
            continue
        elif missing := [role for role in _ROLES if marked.text(role) is None]:
            yield marked, f"x-pagination has no {', '.join(missing)}"
        else:
            yield from _pagination_of_page(contract, operation, marked, page)


def _pagination_of_page(
    contract: Contract, operation: Operation, marked: Node, page: Node
) -> Iterator[Problem]:
    name: dict[str, str] = marked.value
    items = contract.property(page, name["items"])
    more = contract.property(page, name["more"])
    item = contract.target(items["items"]) if items and "items" in items else None
    cursor = contract.property(item, name["cursor"]) if item else None
    if item is None:
        yield marked["items"], f"{page.name} has no array {name['items']}"
    elif cursor is None:
        yield marked["cursor"], f"{item.name} has no field {name['cursor']}"
    if more is None or more.get("type") != "boolean":
        yield marked["more"], f"{page.name} has no boolean {name['more']}"
    for role in ("limit", "after", "before"):
        parameter = operation.parameter(name[role], "query")
        if parameter is None:
            yield marked[role], f"{operation.id} has no query parameter {name[role]}"
        elif cursor and role != "limit" and contract.target(parameter["schema"]) is not cursor:
            yield marked[role], f"{name[role]} and {name['cursor']} have different schemas"


def _verbs(contract: Contract, operation: Operation) -> tuple[str, ...]:
    last = operation.path.rstrip("/").rpartition("/")[2]
    match operation.method:
        case "get":
            response = operation.responses.get("200")
            return (
                ("list",) if response and is_list(contract, contract.body(response)) else ("get",)
            )
        case "post":
            # POST creates an object in a collection. `/{id}/cancel` is an action, named by the path.
            return ("create", last) if "{" in operation.path else ("create",)
        case "put":
            return ("update",)
        case _:
            return (operation.method,)


def _is_name(name: str) -> bool:
    return bool(_SNAKE_CASE.fullmatch(name)) and not keyword.iskeyword(name)
