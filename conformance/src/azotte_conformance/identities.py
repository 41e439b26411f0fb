"""Who the tester can be: keys and tenants by the role they play, from the environment or from the sandbox's command line."""

from collections.abc import Mapping
from dataclasses import dataclass

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.contract import Contract, KeyKind
from azotte_conformance.masking import Hidden

MAIN = "main"
OTHER = "other"
REVOKED = "revoked"
EXPIRED = "expired"
LIMITED = "limited"
NEIGHBOUR = "neighbour"

MEANINGS = {
    MAIN: "a secret key, and the tenant that the run may write to",
    OTHER: "a secret key of another tenant",
    REVOKED: "a key of the tenant that was revoked",
    EXPIRED: "a key of the tenant that has expired",
    LIMITED: "a key of the tenant whose rate limit the run may use up",
    NEIGHBOUR: "another key of the tenant with the same limit",
}
"""The roles beside the kinds of key, which are called by their type and environment."""


class CredentialsMissing(CannotStart):
    """The run cannot begin; the message says what to set."""


@dataclass(frozen=True)
class Identity:
    """One key with the tenant it is used for."""

    role: str
    key: Hidden
    tenant: Hidden
    kind: KeyKind | None

    @property
    def environment(self) -> str | None:
        return self.kind.environment if self.kind else None


@dataclass(frozen=True)
class World:
    """What a job may be, and where."""

    identities: Mapping[str, Identity]
    missing: Mapping[str, str]
    """For each role that nobody plays, what to do about it."""

    @property
    def main(self) -> Identity:
        return self.identities[MAIN]

    def of_kind(self, type: str, environment: str) -> Identity | None:
        """The tenant's key of a kind."""
        return self.identities.get(role_of(type, environment))

    def secrets(self) -> list[tuple[str, str]]:
        """Every key, and what stands for it."""
        return [(str(identity.key), identity.key.shown) for identity in self.identities.values()]

    def tenants(self) -> set[str]:
        """Every tenant that is called as."""
        return {str(identity.tenant) for identity in self.identities.values()}


def role_of(type: str, environment: str) -> str:
    """The role of a kind of key."""
    return f"{type}, {environment}"


def variables(contract: Contract) -> dict[str, tuple[str, str]]:
    """For each role the environment variables that hold its key and its tenant."""
    key = str(contract.key_scheme["x-environment-variable"])
    tenant = str(contract.tenant_scheme["x-environment-variable"])
    found = {MAIN: (key, tenant), OTHER: (f"{key}_OTHER", f"{tenant}_OTHER")}
    for role in (REVOKED, EXPIRED, LIMITED, NEIGHBOUR):
        found[role] = (f"{key}_{role.upper()}", tenant)
    for kind in contract.key_kinds:
        name = f"{key}_{kind.type}_{kind.environment}".upper()
        found[role_of(kind.type, kind.environment)] = (name, tenant)
    return found


def world_of(contract: Contract, values: Mapping[str, tuple[str, str]]) -> World:
    """A `World` in which each role has a key and a tenant.

    Args:
        contract: says what kinds of key there are.
        values: for each role that is played its key and its tenant.
    """
    names = variables(contract)
    identities: dict[str, Identity] = {}
    for role, (key, tenant) in values.items():
        key_name, tenant_name = names[role]
        identities[role] = Identity(
            role,
            Hidden(key, f"${key_name}"),
            Hidden(tenant, f"${tenant_name}"),
            contract.kind_of(key),
        )
    main = identities[MAIN]
    if main.kind is not None:
        # The main key is a key of its kind as well.
        identities.setdefault(role_of(main.kind.type, main.kind.environment), main)
    missing = {
        role: f"set {key_name}{f' and {tenant_name}' if role == OTHER else ''}"
        f" to {MEANINGS.get(role, f'a key of the tenant: {role}')}"
        for role, (key_name, tenant_name) in names.items()
        if role not in identities
    }
    return World(identities, missing)


def from_environment(contract: Contract, environment: Mapping[str, str]) -> World:
    """The identities that the environment variables describe.

    Raises:
        CredentialsMissing: not even the main key and its tenant are there, or a key is not of the kind it is given as.
    """
    values: dict[str, tuple[str, str]] = {}
    for role, (key_name, tenant_name) in variables(contract).items():
        key = environment.get(key_name, "").strip()
        tenant = environment.get(tenant_name, "").strip()
        if not key:
            continue
        if not tenant:
            raise CredentialsMissing(f"{key_name} is set, but {tenant_name} is not. Set both.")
        kind = contract.kind_of(key)
        if role not in MEANINGS and (kind is None or role_of(kind.type, kind.environment) != role):
            raise CredentialsMissing(f"{key_name} does not hold a key of the kind {role}.")
        values[role] = (key, tenant)
    if MAIN not in values:
        key_name, tenant_name = variables(contract)[MAIN]
        raise CredentialsMissing(
            f"Set {key_name} and {tenant_name} to {MEANINGS[MAIN]}. Without --url the sandbox is"
            " started and makes its own."
        )
    return world_of(contract, values)
