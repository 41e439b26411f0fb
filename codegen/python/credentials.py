"""Describes the credentials of a client: an argument for each security scheme that an operation uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from codegen.errors import GenerationError
from codegen.model.names import PYTHON, Scope
from codegen.model.operations import Api, ApiKey, Basic, Bearer, Requirement, SecurityScheme
from codegen.model.security import key_and_tenant, requirements

Sending: TypeAlias = Literal["header", "query", "Bearer", "Basic"]

# The environment variables of the client, `AZOTTE_API_KEY`, name its arguments: `api_key`.
_PREFIX = "AZOTTE_"
_ARGUMENTS = frozenset(
    [
        *("self", "api_key", "tenant_id", "base_url", "timeout", "deadline", "max_retries", "allow"),
        *("max_response_bytes", "headers", "transport", "verify", "proxy", "on_event"),
        *("credentials", "make", "tenant"),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Credential:
    """A secret of a client.

    Attributes:
        argument: Name of the argument.
        what: What it is, in a message.
        variable: Environment variable that it defaults to.
        sending: How it is sent.
        name: Name of the header or of the parameter in the query.
    """

    argument: str
    what: str
    variable: str
    sending: Sending
    name: str


@dataclass(frozen=True)
class Credentials:
    """The credentials of a client.

    Attributes:
        key: The security scheme of the API key.
        tenant: The security scheme of the tenant.
        secrets: The API key and the other secrets, in the order of the contract.
    """

    key: ApiKey
    tenant: ApiKey
    secrets: tuple[Credential, ...]
    _arguments: dict[str, str]
    _securities: tuple[tuple[Requirement, ...], ...]

    @property
    def others(self) -> tuple[Credential, ...]:
        """The secrets except the API key."""
        return tuple(one for one in self.secrets if one.argument != "api_key")

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """The different alternatives of all operations. An empty one needs no credential."""
        securities = (one or (Requirement(()),) for one in self._securities)
        return tuple(dict.fromkeys(each for one in securities for each in self.of(one)))

    def of(self, security: Sequence[Requirement]) -> tuple[tuple[str, ...], ...]:
        """Return alternatives as the arguments that each of them needs."""
        return tuple(tuple(self._arguments[name] for name in one.schemes) for one in security)


def read_credentials(api: Api) -> Credentials:
    """Return the credentials of the client.

    Raises:
        GenerationError: No alternative is an API key and a tenant, or one has two secrets in the same header.
    """
    found = key_and_tenant(api)
    if found is None:
        raise GenerationError(
            "No alternative of security is an API key and a tenant. List two apiKey schemes in headers, one of them with x-key-kinds."
        )
    key, tenant = found
    used = {name for one in requirements(api) for name in one.schemes}
    schemes = {name: one for name, one in api.security_schemes.items() if name in used}
    fixed = {key.facts.id: "api_key", tenant.facts.id: "tenant_id"}
    others = [name for name in schemes if name not in fixed]
    names = Scope(PYTHON, "snake", _ARGUMENTS).names([_wish(schemes[name]) for name in others])
    arguments = {**fixed, **dict(zip(others, names, strict=True))}
    secrets = tuple(
        _credential(scheme, arguments[name])
        for name, scheme in schemes.items()
        if arguments[name] != "tenant_id"
    )
    _check_headers(requirements(api), {one.argument: one for one in secrets}, arguments)
    securities = tuple(one.security for one in api.operations)
    return Credentials(key, tenant, secrets, arguments, securities)


def _check_headers(
    alternatives: Sequence[Requirement], secrets: dict[str, Credential], arguments: dict[str, str]
) -> None:
    for requirement in alternatives:
        taken: dict[tuple[bool, str], str] = {}
        for name in requirement.schemes:
            if (secret := secrets.get(arguments[name])) is None:
                continue
            other = taken.setdefault((secret.sending == "query", secret.name), name)
            if other != name:
                raise GenerationError(
                    f"security: {other} and {name} are both sent in {secret.name}. List them as alternatives."
                )


def _wish(scheme: SecurityScheme) -> str:
    variable = scheme.facts.environment_variable or ""
    return (
        variable.removeprefix(_PREFIX).lower() if variable.startswith(_PREFIX) else scheme.facts.id
    )


def _credential(scheme: SecurityScheme, argument: str) -> Credential:
    variable = scheme.facts.environment_variable or _PREFIX + argument.strip("_").upper()
    match scheme:
        case ApiKey(location="query", name=name):
            return Credential(argument, "API key", variable, "query", name)
        case ApiKey(name=name):
            return Credential(argument, "API key", variable, "header", name.lower())
        case Bearer():
            return Credential(argument, "access token", variable, "Bearer", "authorization")
        case Basic():
            what = "user name and password"
            return Credential(argument, what, variable, "Basic", "authorization")
        case _:
            assert_never(scheme)
