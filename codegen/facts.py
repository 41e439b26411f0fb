"""What the contract says of the API as a whole: keys, headers, servers, errors, webhooks."""

from dataclasses import dataclass
from typing import Any

from codegen.errors import GenerationError
from codegen.names import pascal_case
from codegen.operations import IDEMPOTENCY_HEADER, METHODS, resolve, schema_name


@dataclass(frozen=True)
class HeaderNames:
    """The headers that a client reads or writes by themselves, in lower case."""

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
        url: Its base URL, with the default of each variable.
        environments: The environments whose keys it takes.
    """

    url: str
    environments: tuple[str, ...]


@dataclass(frozen=True)
class ErrorCode:
    """A code that an error can have."""

    name: str
    class_name: str
    description: str


@dataclass(frozen=True)
class ErrorFamily:
    """A type of error with its codes and the statuses that it comes with."""

    type: str
    class_name: str
    description: str
    statuses: tuple[int, ...]
    codes: tuple[ErrorCode, ...]


@dataclass(frozen=True)
class Webhooks:
    """The deliveries to a user's endpoint.

    Attributes:
        events: The name of each event type's schema.
        signature: The header parameter that carries the signature.
    """

    events: dict[str, str]
    signature: dict[str, Any]


def read_credentials(contract: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the security schemes of the key and of the tenant.

    Raises:
        GenerationError: A request does not carry exactly these two headers.
    """
    requirement = contract["security"]
    if len(requirement) != 1:
        raise GenerationError(
            "security: the clients send one requirement's headers on every request; there must be exactly one"
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
            "security: there must be two apiKey headers, the key's (with x-key-kinds) and the tenant's"
        )
    return keys[0], tenants[0]


def read_headers(contract: dict[str, Any]) -> HeaderNames:
    """Return the headers that a client reads or writes by themselves.

    Raises:
        GenerationError: The contract has no such header, or several.
    """
    names: list[str] = [name.lower() for name in contract["components"]["headers"]]

    def ending(suffix: str) -> str:
        found = [name for name in names if name.endswith(suffix)]
        if len(found) != 1:
            raise GenerationError(
                f"components/headers: there must be exactly one header that ends in {suffix!r}, not {found}"
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
    """Return the contract's servers, the platform first."""
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
    """Gather what the contract's error responses say of types, codes and statuses.

    Raises:
        GenerationError: Two errors would get the same class.
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
            else f"An error of the type `{kind}`.",
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
            f"two errors of the contract would be the class {', '.join(sorted(twice))}; rename a code"
        )
    return families


def read_webhooks(contract: dict[str, Any]) -> Webhooks:
    """Return the events and how their deliveries are signed.

    Raises:
        GenerationError: An event's body has no named schema, or the events are signed in different ways.
    """
    events: dict[str, str] = {}
    signatures: list[dict[str, Any]] = []
    for event, item in contract["webhooks"].items():
        name = schema_name(item["post"]["requestBody"]["content"]["application/json"]["schema"])
        if name is None:
            raise GenerationError(
                f"webhook {event}: its body must have a schema that is a named component"
            )
        events[event] = name
        signatures += [resolve(contract, parameter) for parameter in item["post"]["parameters"]]
    if any(signature != signatures[0] for signature in signatures):
        raise GenerationError(
            "webhooks: every event must be signed the same way, by one header parameter"
        )
    return Webhooks(events, signatures[0])


def _error_responses(contract: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    shared = contract["components"]["responses"]
    found = [
        (status, shared[name]) for status, name in contract.get("x-unrouted-responses", {}).items()
    ]
    for item in contract["paths"].values():
        for operation in (item[method] for method in METHODS if method in item):
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
