"""Makes an event happen, by the operations that the contract says cause it.

The contract has all that is needed: `x-effects` has the events of an operation with their conditions, and the state of the
object after it, `x-requires` the state before it, and the examples the fields. An event that no operation causes needs time:
the clock of the tenant is advanced from one due change to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from azotte_sandbox import clock
from azotte_sandbox.catalogue import check_tenant
from azotte_sandbox.clock import read_now
from azotte_sandbox.context import Json
from azotte_sandbox.contract import Contract, Operation
from azotte_sandbox.contract.effects import Does, Resource
from azotte_sandbox.control.deliveries import find_event
from azotte_sandbox.control.tenants import environment_of
from azotte_sandbox.errors import OperatorError
from azotte_sandbox.json_values import fields_of, is_object
from azotte_sandbox.store import Connection, World
from azotte_sandbox.webhooks import endpoints

if TYPE_CHECKING:
    from azotte_sandbox.control.api import Control, ControlCall

MOST_STEPS = 30
"""Number of due changes to wait for."""
_DEEPEST = 5
_REQUEST = "$request.body#/"


class TriggerError(OperatorError):
    """The event cannot be made to happen. The message says why."""


async def trigger_event(control: Control, call: ControlCall) -> Json:
    name = call.body["type"]
    endpoints.check_event_types([name], control.sandbox.contract)
    world = environment_of(control, call)
    await control.sandbox.store.read(None, partial(check_tenant, tenant=world.tenant))
    triggered = await _Trigger(control, world, name).run()
    control.wake()
    return triggered


OPERATIONS = (trigger_event,)


class _Trigger:
    """One event that shall happen.

    Args:
        control: The control API.
        world: Where.
        name: Type of the event.
    """

    def __init__(self, control: Control, world: World, name: str) -> None:
        self._control = control
        self._contract: Contract = control.sandbox.contract
        self._world = world
        self._name = name
        self._example = fields_of(self._contract.event_examples[name])
        self._object = fields_of(fields_of(self._example.get("data")).get("object"))
        self._performed: list[str] = []

    async def run(self) -> Json:
        """Make the event happen."""
        started = await self._now()
        before = await self._newest()
        for operation, condition in self._causes():
            for body in self._bodies(operation, condition):
                await self._perform(operation, body)
                if (event := await self._happened(before)) is not None:
                    return await self._result(event, started)
        await self._object_of_the_event()
        for _ in range(MOST_STEPS):
            if (event := await self._happened(before)) is not None:
                return await self._result(event, started)
            if not await self._wait():
                break
        raise TriggerError(
            f"{self._name} did not happen after {', '.join(self._performed)}. Cause it with requests of your own."
        )

    # ---------------------------------------------------------------- what the contract says

    def _causes(self) -> Iterator[tuple[Operation, Mapping[str, Any]]]:
        """Yield the operations that cause the event, with the condition."""
        for operation in self._contract.operations.values():
            for rule in operation.effect.effects:
                if self._name in rule.get("events", ()):
                    yield operation, rule.get("when", {})

    def _bodies(self, operation: Operation, condition: Mapping[str, Any]) -> Iterator[Any]:
        """Yield request bodies that may cause the event: the example, with the values of the event; an empty one."""
        example = operation.body_example
        if is_object(example):
            values: Json = {
                field: self._object[field]
                for field in example
                if field in self._object and type(self._object[field]) is type(example[field])
            }
            if operation.effect.does is not Does.CREATE:
                values = {}
            for expression, schema in condition.items():
                if expression.startswith(_REQUEST) and "const" in schema:
                    values[expression.removeprefix(_REQUEST)] = schema["const"]
            yield example | values
        if operation.body is None or not operation.body.required:
            yield {}

    def _state_after(self, operation: Operation, field: str) -> Any:
        """Return the value of a field after an operation, if the contract says so."""
        for rule in operation.effect.effects:
            schema = fields_of(rule.get("then")).get(f"/{field}")
            if "when" not in rule and is_object(schema):
                return schema.get("const")
        return None

    def _states_before(self, operation: Operation) -> tuple[str, list[Any]] | None:
        """Return a field and its values with which an operation is allowed, if the contract has such a rule."""
        for rule in operation.effect.requires:
            for expression, schema in rule["then"].items():
                if "when" not in rule and expression.startswith("/") and "enum" in schema:
                    return expression.removeprefix("/"), schema["enum"]
        return None

    def _creates(self, resource: Resource) -> Operation:
        for operation in self._contract.operations.values():
            if operation.effect.does is Does.CREATE and operation.effect.resource is resource:
                return operation
        raise TriggerError(f"No operation of the contract creates a {resource.kind}.")

    # ---------------------------------------------------------------- what is done

    async def _object_of_the_event(self) -> None:
        """Create an object of the kind that the event is about."""
        for resource in self._contract.resources.values():
            if resource.kind == str(self._object.get("object", "")).replace("_", " "):
                operation = self._creates(resource)
                await self._perform(operation, operation.body_example)
                return
        raise TriggerError(
            f"No operation of the contract causes {self._name}. Send one: `azotte-sandbox webhooks send {self._name}`."
        )

    async def _perform(self, operation: Operation, body: Any, depth: int = 0) -> Json:
        """Perform an operation on new objects, and return the decoded response."""
        if depth > _DEEPEST:
            raise TriggerError(f"The objects of {operation.id} refer to each other.")
        effect = operation.effect
        resource = effect.resource
        path: dict[str, str] = {}
        for parent in effect.parents:
            owner = self._contract.resources[parent.resource]
            create = self._creates(owner)
            made = await self._perform(create, create.body_example, depth + 1)
            path[parent.parameter] = str(made[owner.id_field or "id"])
        if resource is not None and effect.parameter is not None:
            create = self._creates(resource)
            target = await self._perform(create, create.body_example, depth + 1)
            target = await self._in_state_for(operation, target)
            path[effect.parameter] = str(target[resource.id_field or "id"])
        if is_object(body) and resource is not None:
            body = dict(body)
            for field, kind in resource.references.items():
                if isinstance(body.get(field), str):
                    create = self._creates(self._contract.resources[kind])
                    made = await self._perform(create, create.body_example, depth + 1)
                    body[field] = made[self._contract.resources[kind].id_field or "id"]
            for unique in resource.unique:
                if isinstance(body.get(unique.field), str):
                    body[unique.field] = self._another(body[unique.field])
        return await self._call(operation, path, body)

    async def _call(self, operation: Operation, path: dict[str, str], body: Any) -> Json:
        reply = await self._control.app.perform(self._world, operation.id, path, body)
        self._performed.append(operation.id)
        return fields_of(msgspec.json.decode(reply.body)) if reply.body else {}

    async def _in_state_for(self, operation: Operation, target: Json) -> Json:
        """Bring an object into a state in which an operation is allowed."""
        rule, resource = self._states_before(operation), operation.effect.resource
        if rule is None or resource is None:
            return target
        field, states = rule
        for _ in range(MOST_STEPS):
            if target.get(field) in states:
                break
            for other in self._contract.operations.values():
                leads = self._state_after(other, field) in states
                _, allowed = self._states_before(other) or (field, [])
                if other.effect.resource is resource and leads and target.get(field) in allowed:
                    assert other.effect.parameter is not None
                    path = {other.effect.parameter: str(target[resource.id_field or "id"])}
                    target = await self._call(other, path, other.body_example or {})
                    break
            else:
                if not await self._wait():
                    break
                target = await self._read(resource, target)
        return target

    async def _read(self, resource: Resource, target: Json) -> Json:
        for operation in self._contract.operations.values():
            effect = operation.effect
            if effect.does is Does.GET and effect.resource is resource and effect.parameter:
                path = {effect.parameter: str(target[resource.id_field or "id"])}
                return await self._call(operation, path, {})
        return target

    def _another(self, text: str) -> str:
        """Return a value of the same form that no other object has."""
        new = self._control.sandbox.ids.new("x")[-12:].lower()
        name, at, domain = text.partition("@")
        return f"{name}+{new}{at}{domain}" if at else f"{text}{new}"

    # ---------------------------------------------------------------- what happened

    async def _wait(self) -> bool:
        """Advance the clock to the next due change. Return whether there is one."""
        sandbox, tenant = self._control.sandbox, self._world.tenant

        async def next_due(db: Connection) -> int | None:
            row = await db.fetch_one(
                "SELECT MIN(due_at) FROM subscription WHERE tenant = $1 AND due_at IS NOT NULL",
                tenant,
            )
            return None if row is None else row[0]

        due = await sandbox.store.read(None, next_due)
        if due is None:
            return False
        moment = max(due, await self._now())
        await clock.move_to(sandbox.store, sandbox.ids, sandbox.checker, tenant, moment)
        return True

    async def _now(self) -> int:
        return await self._control.sandbox.store.read(
            None, partial(read_now, tenant=self._world.tenant)
        )

    async def _newest(self) -> int:
        async def work(db: Connection) -> int:
            row = await db.fetch_one("SELECT COALESCE(MAX(seq), 0) FROM event")
            assert row is not None
            return int(row[0])

        return await self._control.sandbox.store.read(None, work)

    async def _happened(self, after: int) -> str | None:
        """Return the ID of the newest event of the type."""

        async def work(db: Connection) -> str | None:
            row = await db.fetch_one(
                "SELECT id FROM event WHERE tenant = $1 AND environment = $2 AND type = $3 AND seq > $4"
                " ORDER BY seq DESC LIMIT 1",
                *self._world,
                self._name,
                after,
            )
            return None if row is None else str(row[0])

        return await self._control.sandbox.store.read(None, work)

    async def _result(self, event: str, started: int) -> Json:
        async def work(db: Connection) -> Json:
            return await find_event(db, self._world.tenant, event)

        advanced = await self._now() - started
        is_advanced = advanced > 1  # a second may have passed
        return {
            "event": await self._control.sandbox.store.read(None, work),
            "operations": self._performed,
            "advanced_seconds": advanced if is_advanced else 0,
        }
