"""Rules for links: stateful tests follow them, so each needs a valid target."""

from collections.abc import Iterator, Mapping
from typing import Any

from openapi.rules.contract import Contract, Operation, Problem
from openapi.rules.sources import Node


def link(contract: Contract) -> Iterator[Problem]:
    operations = {operation.id: operation for operation in contract.operations}
    for origin in contract.operations:
        for response in origin.responses.values():
            for node in map(contract.target, response.children("links").values()):
                target = operations.get(node.get("operationId"))
                if target is None:
                    yield (
                        node.nearest("operationId"),
                        f"there is no operation {node.get('operationId')}",
                    )
                else:
                    yield from _parameters(node, target)
                    yield from _request_body(contract, node, target)
                    yield from _expressions(contract, node, origin, response)


def _parameters(node: Node, target: Operation) -> Iterator[Problem]:
    given = node.children("parameters")
    for name, child in given.items():
        if not target.parameter(name):
            yield child, f"{target.id} has no parameter {name}"
    for parameter in target.parameters:
        if parameter.get("required") and parameter.get("name") not in given:
            yield (
                node,
                f"the link does not pass {parameter.get('name')}, which {target.id} requires",
            )


def _request_body(contract: Contract, node: Node, target: Operation) -> Iterator[Problem]:
    body, schema = contract.request_body(target), contract.request_schema(target)
    given = node.children("requestBody")
    if body is None or schema is None:
        if "requestBody" in node:
            yield node["requestBody"], f"{target.id} has no request body"
        return
    for name, child in given.items():
        if contract.property(schema, name) is None:
            yield child, f"{schema.name} has no field {name}"
    if "requestBody" in node or body.get("required"):
        for name in schema.texts("required"):
            if name not in given:
                yield (
                    node,
                    f"the body of the link has no field {name}, which {schema.name} requires",
                )


def _expressions(
    contract: Contract, node: Node, origin: Operation, response: Node
) -> Iterator[Problem]:
    body = contract.body(response)
    for child in [*node.children("parameters").values(), *node.children("requestBody").values()]:
        expression: Any = child.value
        if not isinstance(expression, str) or not expression.startswith("$"):
            continue
        place, _, pointer = expression.partition("#/")
        if place != "$response.body":
            yield child, f"`{expression}` does not start with `$response.body#/`"
        elif body is None or not _leads_somewhere(contract, body, pointer.split("/")):
            yield child, f"the response of {origin.id} has no field `{expression}`"


def _leads_somewhere(contract: Contract, schema: Node, steps: list[str]) -> bool:
    for step in steps:
        inner: Mapping[str, Node] = schema.children("properties")
        if step.isdecimal() and "items" in schema:
            schema = contract.target(schema["items"])
        elif step in inner:
            schema = contract.target(inner[step])
        else:
            return False
    return True
