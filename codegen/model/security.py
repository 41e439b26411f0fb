"""Reads security schemes and requirements."""

from collections.abc import Mapping

from codegen.model.capabilities import MALFORMED, SECURITY_COOKIE, SECURITY_SCHEME
from codegen.model.operations import (
    Api,
    ApiKey,
    Basic,
    Bearer,
    KeyKind,
    Requirement,
    SchemeFacts,
    SecurityScheme,
)
from codegen.model.place import Place, RejectedError, Rejection
from codegen.model.schemas import SchemaReader


def read_scheme(place: Place, name: str) -> SecurityScheme:
    """Return a security scheme.

    Raises:
        RejectedError: It is not supported.
    """
    facts = SchemeFacts(
        id=name,
        description=place.text("description").strip(),
        environment_variable=place.optional_text("x-environment-variable"),
        pattern=place.optional_text("x-pattern"),
        example=place.optional_text("x-example"),
        key_kinds=tuple(
            KeyKind(kind["prefix"].string(), kind["type"].string(), kind["environment"].string())
            for kind in place.elements_of("x-key-kinds")
        ),
        extensions=place.extensions(),
    )
    kind = place["type"].string()
    match kind:
        case "apiKey":
            location = place["in"].string()
            if location == "cookie":
                raise place.rejected(SECURITY_COOKIE, f"the security scheme {name} is a cookie")
            if location not in ("header", "query"):
                raise place["in"].rejected(MALFORMED, f"{location!r} cannot hold an API key")
            return ApiKey(
                facts, "header" if location == "header" else "query", place["name"].string()
            )
        case "oauth2" | "openIdConnect":
            return Bearer(facts)
        case "http":
            match place["scheme"].string().lower():
                case "bearer":
                    return Bearer(facts)
                case "basic":
                    return Basic(facts)
                case scheme:
                    raise place["scheme"].rejected(SECURITY_SCHEME, f"the scheme is {scheme!r}")
        case _:
            raise place["type"].rejected(SECURITY_SCHEME, f"the type is {kind!r}")


def key_and_tenant(api: Api) -> tuple[ApiKey, ApiKey] | None:
    """Return the API key and the tenant: two headers of one alternative, the first of which has kinds. All other schemes are secrets."""
    for one in requirements(api):
        schemes = [api.security_schemes[name] for name in one.schemes]
        headers = [each for each in schemes if isinstance(each, ApiKey)]
        headers = [each for each in headers if each.location == "header"]
        keys = [each for each in headers if each.facts.key_kinds]
        tenants = [each for each in headers if not each.facts.key_kinds]
        if len(schemes) == 2 and len(keys) == 1 and len(tenants) == 1:
            return keys[0], tenants[0]
    return None


def requirements(api: Api) -> list[Requirement]:
    """Return the alternatives of the API and of all operations."""
    return [
        one
        for security in (api.security, *(each.security for each in api.operations))
        for one in security
    ]


def read_requirements(
    schemas: SchemaReader,
    place: Place,
    schemes: Mapping[str, SecurityScheme],
    rejected: Mapping[str, Rejection],
) -> tuple[Requirement, ...]:
    """Return the alternatives whose schemes are supported.

    Args:
        schemas: Collects the rejections of the other alternatives.
        place: The alternatives.
        schemes: The schemes that are supported.
        rejected: Rejections of the other schemes.

    Raises:
        RejectedError: There are alternatives, but none is supported.
    """
    supported: list[Requirement] = []
    rejections: list[Rejection] = []
    for alternative in place.elements():
        names = tuple(name for name, _ in alternative.items())
        missing = [name for name in names if name not in schemes]
        if not missing:
            supported.append(Requirement(names))
        elif missing[0] in rejected:
            rejections.append(rejected[missing[0]])
        else:
            found = f"the security scheme {missing[0]!r} is not defined"
            rejections.append(alternative.rejection(SECURITY_SCHEME, found))
    if rejections and not supported:
        raise RejectedError(rejections[0])
    schemas.alternatives += rejections
    return tuple(supported)
