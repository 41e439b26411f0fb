"""Reads the facts about the whole API from the contract: keys, headers, servers, errors, webhooks."""

from dataclasses import dataclass
from typing import Any

from codegen.document import operations, resolve, schema_name
from codegen.errors import GenerationError
from codegen.names import pascal_case
from codegen.operations import IDEMPOTENCY_HEADER


@dataclass(frozen=True)
class HeaderNames:
    """Names of the headers that the clients handle, in lowercase."""

    idempotency_key: str
    request_id: str
    limit: str
    remaining: str
    reset: str
    replayed: str
    retry_after: tuple[str, ...]


@dataclass(frozen=True)
class Server:
    """A server.

    Attributes:
        url: Base URL, with the default of each variable.
        environments: Environments whose keys the server accepts.
    """

    url: str
    environments: tuple[str, ...]


@dataclass(frozen=True)
class ErrorCode:
    """An error code."""

    name: str
    class_name: str
    description: str


@dataclass(frozen=True)
class ErrorFamily:
    """An error type, with its statuses and codes."""

    type: str
    class_name: str
    description: str
    statuses: tuple[int, ...]
    codes: tuple[ErrorCode, ...]


@dataclass(frozen=True)
class Webhooks:
    """The webhooks.

    Attributes:
        events: Name of the schema of each event type.
        signature: Header parameter with the signature.
    """

    events: dict[str, str]
    signature: dict[str, Any]


def read_credentials(contract: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the security schemes of the key and of the tenant.

    Raises:
        GenerationError: The security requirement is not exactly these two headers.
    """
    requirement = contract["security"]
    if len(requirement) != 1:
        raise GenerationError(
            f"security has {len(requirement)} requirements. Write one, because the clients send its headers with each request."
        )
    schemes = [contract["components"]["securitySchemes"][name] for name in requirement[0]]
    keys = [scheme for scheme in schemes if "x-key-kinds" in scheme]
    tenants = [scheme for scheme in schemes if "x-key-kinds" not in scheme]
    if (
        len(keys) != 1
        or len(tenants) != 1
        or any((scheme["type"], scheme["in"]) != ("apiKey", "header") for scheme in schemes)
    ):
        raise GenerationError(
            "security does not require an API key and a tenant. List two apiKey schemes in headers, one of them with x-key-kinds."
        )
    return keys[0], tenants[0]


def read_headers(contract: dict[str, Any]) -> HeaderNames:
    """Return the names of the headers that the clients handle.

    Raises:
        GenerationError: The contract does not have one of the headers, or has it twice.
    """
    names: list[str] = [name.lower() for name in contract["components"]["headers"]]

    def ending(suffix: str) -> str:
        found = [name for name in names if name.endswith(suffix)]
        if len(found) != 1:
            raise GenerationError(
                f"components/headers has {len(found)} headers that end in {suffix!r}. Define exactly one."
            )
        return found[0]

    return HeaderNames(
        idempotency_key=IDEMPOTENCY_HEADER.lower(),
        request_id=ending("-request-id"),
        limit=ending("ratelimit-limit"),
        remaining=ending("ratelimit-remaining"),
        reset=ending("ratelimit-reset"),
        replayed=ending("-replayed"),
        retry_after=tuple(sorted(name for name in names if name.endswith("retry-after"))),
    )


def read_servers(contract: dict[str, Any]) -> tuple[Server, ...]:
    """Return the servers in the order of the contract, the platform first."""
    return tuple(
        Server(
            server["url"].format(
                **{
                    name: variable["default"]
                    for name, variable in server.get("variables", {}).items()
                }
            ),
            tuple(server["x-environments"]),
        )
        for server in contract["servers"]
    )


def read_errors(contract: dict[str, Any]) -> tuple[ErrorFamily, ...]:
    """Return the error types of all error responses, with their statuses and codes.

    Raises:
        GenerationError: Two errors have the same class name.
    """
    statuses: dict[str, set[int]] = {}
    descriptions: dict[str, set[str]] = {}
    codes: dict[str, dict[str, str]] = {}
    for status, response in _error_responses(contract):
        kind = response["x-error-type"]
        statuses.setdefault(kind, set()).add(status)
        descriptions.setdefault(kind, set()).add(response["description"])
        codes.setdefault(kind, {}).update(response["x-error-codes"])
    families = tuple(
        ErrorFamily(
            type=kind,
            class_name=_family_class(kind, statuses[kind]),
            description=" ".join(descriptions[kind])
            if len(descriptions[kind]) == 1
            else f"Base class of all errors with the type `{kind}`.",
            statuses=tuple(sorted(statuses[kind])),
            codes=tuple(
                ErrorCode(code, _error_class(code), text) for code, text in codes[kind].items()
            ),
        )
        for kind in sorted(statuses)
    )
    names = [
        name
        for family in families
        for name in (family.class_name, *(code.class_name for code in family.codes))
    ]
    if twice := {name for name in names if names.count(name) > 1}:
        raise GenerationError(
            f"Two errors have the class name {', '.join(sorted(twice))}. Rename one of the codes."
        )
    return families


def read_webhooks(contract: dict[str, Any]) -> Webhooks:
    """Return the event types and the signature header.

    Raises:
        GenerationError: The body of an event is not a named schema, or the events have different signature headers.
    """
    events: dict[str, str] = {}
    signatures: list[dict[str, Any]] = []
    for event, item in contract["webhooks"].items():
        name = schema_name(item["post"]["requestBody"]["content"]["application/json"]["schema"])
        if name is None:
            raise GenerationError(
                f"webhook {event}: the schema of the body has no name. Refer to a schema in components."
            )
        events[event] = name
        signatures += [resolve(contract, parameter) for parameter in item["post"]["parameters"]]
    if any(signature != signatures[0] for signature in signatures):
        raise GenerationError(
            "webhooks: the events have different parameters. Give each the same single header parameter for the signature."
        )
    return Webhooks(events, signatures[0])


def _error_responses(contract: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    shared = contract["components"]["responses"]
    found = [
        (status, shared[name]) for status, name in contract.get("x-unrouted-responses", {}).items()
    ]
    for _, _, operation in operations(contract):
        found += [
            (status, resolve(contract, response))
            for status, response in operation["responses"].items()
        ]
    return [(int(status), response) for status, response in found if "x-error-type" in response]


def _family_class(kind: str, statuses: set[int]) -> str:
    # In other SDKs `APIError` is the base of all errors, so the class of `api_error` is named for its statuses.
    return "ServerError" if min(statuses) >= 500 else _error_class(kind)


def _error_class(name: str) -> str:
    pascal = pascal_case(name)
    return pascal if pascal.endswith("Error") else f"{pascal}Error"
