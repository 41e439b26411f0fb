"""Creates objects for rules to act on, and finds those that the tenant has."""

import threading
from collections.abc import Callable
from typing import Any

from azotte_conformance.calls import Calls
from azotte_conformance.contract import Json, Operation, Resource, Schema, as_array, as_object
from azotte_conformance.exchange import Exchange
from azotte_conformance.identities import Identity
from azotte_conformance.interruptions import CannotRun


class Objects:
    """The objects that one job acts on.

    Args:
        calls: Creates and reads them.
        token: Returns random letters and digits.
    """

    def __init__(self, calls: Calls, token: Callable[[int], str]) -> None:
        self._calls = calls
        self._contract = calls.contract
        self._token = token
        self._shared: dict[tuple[str, str], Exchange] = {}
        self._candidates: dict[tuple[str, str], list[tuple[str, Json]]] = {}
        self._lock = threading.Lock()
        self._unique = 0
        self.last_read: Exchange | None = None
        """The last request of `state`."""

    def make(
        self, resource: Resource | str, who: Identity | None = None, **fields: Any
    ) -> Exchange:
        """Make an object.

        Args:
            resource: its kind.
            who: by whom. Defaults to the main identity.
            fields: of the body, beside those that are required.

        Raises:
            Unexpected: it was rejected.
            CannotRun: the contract has no operation for it.
        """
        if isinstance(resource, str):
            resource = self._contract.resources[resource]
        if resource.create is None:
            raise CannotRun(f"no operation creates a {resource.name}")
        return self._calls.must(
            resource.create, body=self.body_for(resource.create, who, **fields), who=who
        )

    def shared(self, resource: Resource, who: Identity | None = None) -> Json:
        """An object that rules may read but do not change, the same one each time."""
        identity = who or self._calls.world.main
        key = (resource.name, str(identity.key))
        if key not in self._shared:
            if resource.create is not None:
                self._shared[key] = self.make(resource, who)
            else:
                exchange = self._first_page(resource, who)
                self._shared[key] = exchange
        exchange = self._shared[key]
        if resource.create is None:
            assert resource.listing is not None and resource.listing.pagination is not None
            item: Json = exchange.fields[resource.listing.pagination.items][0]
            return item
        return exchange.fields

    def _first_page(self, resource: Resource, who: Identity | None) -> Exchange:
        if resource.listing is None or resource.listing.pagination is None:
            raise CannotRun(f"no operation creates or lists a {resource.name}")
        exchange = self._calls.must(resource.listing, who=who)
        if not exchange.fields.get(resource.listing.pagination.items):
            raise CannotRun(f"the tenant has no {resource.name} to try it on")
        return exchange

    def body_for(self, operation: Operation, who: Identity | None = None, **fields: Any) -> Json:
        """A body that the operation has to accept: what is required, and some fields."""
        assert operation.body is not None
        schema = operation.body.schema
        body: Json = {}
        unique = self.unique_fields(operation)
        for name, field in schema.fields.items():
            if name in fields:
                continue
            if name not in schema.required:
                continue
            if self._contract.is_id(field):
                body[name] = self.reference(field.nonnull.name or "", who)
            elif name in unique:
                body[name] = self.unique(field)
            else:
                body[name] = operation.body.example_of(name)
        body.update(fields)
        return body

    def unique_fields(self, operation: Operation) -> set[str]:
        """Fields of an operation's body that must not be another object's."""
        owner = self._contract.owner(operation)
        return {str(rule["field"]) for rule in owner.unique} if owner else set()

    def reference(self, id_schema: str, who: Identity | None = None) -> Any:
        """The id of an object of a kind."""
        resource = self._contract.resource_of(id_schema)
        if resource is not None:
            return self.shared(resource, who)["id"]
        return self.candidates(id_schema, who)[0][0]

    def candidates(self, id_schema: str, who: Identity | None = None) -> list[tuple[str, Json]]:
        """The ids of objects that stand inside others, such as plans, each with the whole object.

        Raises:
            CannotRun: there are none.
        """
        identity = who or self._calls.world.main
        key = (id_schema, str(identity.key))
        if key not in self._candidates:
            found: list[tuple[str, Json]] = []
            for resource in self._contract.resources.values():
                if resource.create is None and resource.listing is not None:
                    exchange = self._first_page(resource, who)
                    assert resource.listing.pagination is not None
                    for item in exchange.fields[resource.listing.pagination.items]:
                        found += _inner(resource.schema, item, id_schema)
            if not found:
                raise CannotRun(f"the tenant has nothing that a {id_schema} names")
            self._candidates[key] = found
        return self._candidates[key]

    def unique(self, schema: Schema) -> str:
        """A value that no other object has."""
        with self._lock:
            self._unique += 1
            token = f"{self._token(6)}{self._unique}"
        example = str(schema.example)
        for value in (token + example, example + token, token):
            if schema.accepts(value):
                return value
        raise CannotRun(f"no unique value fits {schema.pointer}")

    def absent_id(self, schema: Schema) -> Any:
        """An id of the right form that nothing has."""
        if "integer" in schema.types:
            return int(schema.full.get("maximum", 2**53)) - self._unique
        if schema.full.get("format") == "uuid":
            digits = "".join(f"{ord(one) % 16:x}" for one in self._token(12))
            return f"00000000-0000-4000-8000-{digits}"
        example = str(schema.example)
        prefix = example[: example.index("_") + 1] if "_" in example else ""
        for length in (24, 16, 10):
            value = prefix + self._token(length)
            if schema.accepts(value):
                return value
        raise CannotRun(f"no id fits {schema.pointer}")

    def state(self, resource: Resource, id: str, who: Identity | None = None) -> Json | None:
        """An object as it is now; `None` if it is not there."""
        if resource.get is None:
            return None
        exchange = self._calls.call(resource.get, id=id, who=who)
        self.last_read = exchange
        return exchange.fields if exchange.ok else None


def _inner(schema: Schema, value: Any, id_schema: str) -> list[tuple[str, Json]]:
    """Objects inside another one whose id has a schema."""
    found: list[tuple[str, Json]] = []
    schema = schema.nonnull
    array, thing = as_array(value), as_object(value)
    if array is not None:
        for item in array if schema.items else ():
            assert schema.items is not None
            found += _inner(schema.items, item, id_schema)
    elif thing is not None:
        fields = schema.fields
        if "id" in fields and fields["id"].name == id_schema:
            found.append((str(thing.get("id")), thing))
        for name, field in fields.items():
            if isinstance(thing.get(name), dict | list):
                found += _inner(field, thing[name], id_schema)
    return found
