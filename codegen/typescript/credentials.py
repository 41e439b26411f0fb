"""Describes the credentials of a client: an option for each security scheme."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import quote

from codegen.model.names import Scope, snake_case
from codegen.model.operations import Api, ApiKey, Basic, Bearer, Requirement, SecurityScheme
from codegen.model.security import key_and_tenant, requirements
from codegen.typescript.comments import comment
from codegen.typescript.imports import Imports
from codegen.typescript.literals import Code, Value, literal
from codegen.typescript.names import MEMBERS

# The environment variables of the client, `AZOTTE_API_KEY`, name its options: `apiKey`.
_PREFIX = "AZOTTE_"
_OTHER_OPTIONS = ("baseUrl", "allow", "fetch", "onEvent", "logger", "timeout", "deadline")
_MORE_OPTIONS = ("maxRetries", "maxResponseBytes", "headers", "constructor")


@dataclass(frozen=True)
class Credential:
    """A credential of a client.

    Attributes:
        option: Name of the option.
        type: Type of the option.
        comment: Its JSDoc.
        variable: Environment variable that it defaults to.
        definition: The credential as the runtime reads it.
    """

    option: str
    type: str
    comment: str
    variable: str
    definition: dict[str, Value]


def credentials(api: Api, imports: Imports) -> list[Credential]:
    """Return the credentials, in the order of the contract, and import what sends them."""
    options = _options(api)
    _, tenant = key_and_tenant(api) or (None, None)
    return [
        _credential(scheme, options[name], imports, is_secret=scheme is not tenant)
        for name, scheme in api.security_schemes.items()
        if name in options
    ]


def tenant_options(api: Api) -> dict[str, str] | None:
    """Return the options of the API key and of the tenant, or None if the API has none."""
    found, options = key_and_tenant(api), _options(api)
    return found and {"key": options[found[0].facts.id], "tenant": options[found[1].facts.id]}


def alternatives(api: Api, security: Sequence[Requirement]) -> list[Value]:
    """Return the alternatives, each with the options that it needs."""
    options = _options(api)
    return [[options[name] for name in one.schemes] for one in security]


def _options(api: Api) -> dict[str, str]:
    """Return the option of each scheme that an operation uses."""
    used = {name for one in requirements(api) for name in one.schemes}
    found = [name for name in api.security_schemes if name in used]
    scope = Scope(MEMBERS, "camel", {*_OTHER_OPTIONS, *_MORE_OPTIONS})
    wishes = [_wish(api.security_schemes[name]) for name in found]
    return dict(zip(found, scope.names(wishes), strict=True))


def _wish(scheme: SecurityScheme) -> str:
    variable = scheme.facts.environment_variable or ""
    # `API_KEY` becomes `apiKey`.
    return (
        variable.removeprefix(_PREFIX).lower() if variable.startswith(_PREFIX) else scheme.facts.id
    )


def _credential(
    scheme: SecurityScheme, option: str, imports: Imports, *, is_secret: bool
) -> Credential:
    definition: dict[str, Value] = {}
    facts = scheme.facts
    name = facts.environment_variable or _PREFIX + snake_case(option).upper()
    variable = f"${name}"
    match scheme:
        case ApiKey(location="query", name=wire):
            what, header = "API key", ""
            authorize = Code(f"{imports.value('inQuery')}({literal(wire)})")
            definition["authorize"] = authorize
            definition["forms"] = Code(imports.value("encodedForm"))
            curl = f'--url-query "{quote(wire)}={variable}"'
        case ApiKey(name=wire):
            what, header = "API key", wire.lower()
            curl = f'-H "{header}: {variable}"'
        case Bearer():
            what, header = "access token", "authorization"
            definition["authorize"] = Code(f"{imports.value('inAuthorization')}('Bearer')")
            curl = f'-H "authorization: Bearer {variable}"'
        case Basic():
            what, header = "user name and the password, as `user:password`", "authorization"
            definition["authorize"] = Code(f"{imports.value('inAuthorization')}('Basic')")
            definition["forms"] = Code(imports.value("basicForms"))
            curl = f'-u "{variable}"'
        case _:
            assert_never(scheme)
    definition["name"] = header
    if is_secret:
        definition["secret"] = curl
    definition["variable"] = name
    if facts.key_kinds:
        definition["pattern"] = Code(_pattern(facts.pattern or ""))
        definition["kinds"] = [
            {"prefix": one.prefix, "type": one.type, "environment": one.environment}
            for one in facts.key_kinds
        ]
    if is_secret:
        text = (
            f"The {what}, or a function that returns it. The function is called again after a 401."
        )
    else:
        summary = facts.description.split("\n\n", maxsplit=1)[0].split(". ")[0].rstrip(".")
        text = f"{summary or f'Value of the header `{header}`'}."
    return Credential(
        option,
        "Secret" if is_secret else "string",
        comment(text),
        name,
        definition,
    )


def _pattern(pattern: str) -> str:
    # A slash would end a literal.
    return f"new RegExp({literal(pattern)})" if "/" in pattern or not pattern else f"/{pattern}/"
