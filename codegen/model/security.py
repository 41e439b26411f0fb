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


def key_and_tenant(api: Api) -> tuple[ApiKey, ApiKey] | None:
    """Return the schemes of the API key and of the tenant, which is not a secret: two headers that are an alternative of security."""
    securities = (api.security, *(one.security for one in api.operations))
    for requirement in (one for security in securities for one in security):
        schemes = [api.security_schemes[name] for name in requirement.schemes]
        headers = [one for one in schemes if isinstance(one, ApiKey) and one.location == "header"]
        keys = [one for one in headers if one.facts.key_kinds]
        tenants = [one for one in headers if not one.facts.key_kinds]
        if len(schemes) == 2 and len(keys) == 1 and len(tenants) == 1:
            return keys[0], tenants[0]
    return None
