"""Rules for responses, mainly for error responses."""

from collections.abc import Iterator

from openapi.rules.contract import Contract, Problem
from openapi.rules.sources import Node

_RATE_LIMIT = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
_RETRY = ("X-RateLimit-Retry-After", "Retry-After")
# In addition to X-Request-Id, which every response has. A request without valid credentials has no rate limit to report.
_HEADERS = {
    **dict.fromkeys(("404", "409", "422"), _RATE_LIMIT),
    "405": (*_RATE_LIMIT, "Allow"),
    "429": (*_RATE_LIMIT, *_RETRY),
    "503": _RETRY,
}


def response_header(contract: Contract) -> Iterator[Problem]:
    for status, response in _responses(contract):
        # x-operation-parts gives headers to a response in the file of an operation.
        if not response.is_file:
            continue
        for header in (
            "X-Request-Id",
            *(_RATE_LIMIT if status[0] == "2" else _HEADERS.get(status, ())),
        ):
            if header not in response.children("headers"):
                yield response, f"the {status} response has no header {header}"


def error_response(contract: Contract) -> Iterator[Problem]:
    for response in _error_responses(contract):
        if not response.is_file:
            yield response, "the error response has no file"
        elif response.text("x-error-type") is None:
            yield response.nearest("x-error-type"), f"{response.name} has no x-error-type"
        elif not response.children("x-error-codes"):
            yield response.nearest("x-error-codes"), f"{response.name} has no x-error-codes"


def error_examples(contract: Contract) -> Iterator[Problem]:
    for response in _error_responses(contract):
        codes = response.children("x-error-codes")
        examples = response.children("content", "application/json", "examples")
        for code, node in codes.items():
            if code not in examples:
                yield node, f"{response.name} has no example for {code}"
        for name, node in examples.items():
            example = contract.target(node)
            code, type_ = (
                example.get("value", "error", "code"),
                example.get("value", "error", "type"),
            )
            if name not in codes:
                yield node, f"x-error-codes does not list {name}"
            elif code != name:
                place = example.nearest("value", "error", "code")
                yield place, f"the example {name} has the code {code}"
            elif type_ != response.get("x-error-type"):
                place = example.nearest("value", "error", "type")
                yield place, f"the type of the example {name} is not {response.get('x-error-type')}"


def missing_reference(contract: Contract) -> Iterator[Problem]:
    ids = {contract.property(schema, "id") for schema in contract.nodes("schema")}
    for operation in contract.operations:
        body = contract.request_schema(operation)
        if body is None or "404" in operation.responses:
            continue
        for name, node in body.children("properties").items():
            branches = [node, *node.children("oneOf").values(), *node.children("anyOf").values()]
            if any(contract.target(branch) in ids for branch in branches):
                yield (
                    operation.node,
                    f"{operation.id} refers to an object in {name}, but has no 404",
                )
                break


def unrouted_response(contract: Contract) -> Iterator[Problem]:
    known = contract.entry.children("components").get("responses")
    for status, node in contract.entry.children("x-unrouted-responses").items():
        if known is None or str(node.value) not in known:
            yield node, f"components.responses has no {node.value}"
        elif not (len(status) == 3 and status.isdecimal() and status[0] in "45"):
            yield node, f"{status} is not an error status"


def _responses(contract: Contract) -> Iterator[tuple[str, Node]]:
    """Yield each response with its status, including those outside operations. A shared response appears once per status."""
    seen: dict[tuple[str, Node], None] = {}
    for operation in contract.operations:
        seen.update(dict.fromkeys(operation.responses.items()))
    shared = contract.entry.children("components").get("responses")
    for status, node in contract.entry.children("x-unrouted-responses").items():
        if shared and str(node.value) in shared:
            seen[status, contract.target(shared[str(node.value)])] = None
    yield from seen


def _error_responses(contract: Contract) -> Iterator[Node]:
    yield from dict.fromkeys(
        response for status, response in _responses(contract) if status[0] in "45"
    )
