"""Creates the objects of the contract's examples, so that published samples run as they are.

The code that handles requests makes them, with the identifiers of the examples. The customer subscribed fifteen days ago,
and the payment is the one at the end of the trial. Times differ from the examples, and so does the customer's email: the
sample that creates a customer needs that one.
"""

from __future__ import annotations

from collections.abc import Mapping

from azotte_sandbox import clock
from azotte_sandbox.billing import run_due
from azotte_sandbox.context import Context, Json
from azotte_sandbox.contract.checking import ContractBrokenError
from azotte_sandbox.errors import ApiError, OperatorError
from azotte_sandbox.ids import Ids
from azotte_sandbox.json_values import is_object
from azotte_sandbox.periods import DAY
from azotte_sandbox.resources import bundles, customers, payments, subscriptions
from azotte_sandbox.resources.kinds import documents_of
from azotte_sandbox.sandbox import Sandbox
from azotte_sandbox.seeding import newest
from azotte_sandbox.store import Connection, UniqueViolationError, World
from azotte_sandbox.store.tables import BUNDLES

DAYS_AGO = 15
"""When the customer subscribed: the longest trial of the catalogue is over since."""


class ExamplesError(OperatorError):
    """The objects of the examples cannot be created; the message says why and what to do."""


async def create(sandbox: Sandbox, world: World) -> None:
    """Create the objects of the contract's examples in a tenant's environment.

    Raises:
        ExamplesError: They exist already, or the contract's examples do not fit together.
    """
    # What is due elsewhere must not get the identifiers of the examples.
    await clock.catch_up(sandbox.store, sandbox.ids, sandbox.checker)

    async def work(db: Connection) -> None:
        await _create(sandbox, db, world)

    try:
        await sandbox.store.write(None, work)
    except UniqueViolationError as error:
        raise ExamplesError(
            "The objects of the examples exist already. Remove all data first: `azotte-sandbox reset`."
        ) from error
    except ApiError as error:
        raise ExamplesError(
            f"The contract's examples do not fit together: {error.message}"
        ) from error
    except (KeyError, TypeError, AttributeError, ContractBrokenError) as error:
        raise ExamplesError(
            f"The contract's examples do not fit together: {type(error).__name__}: {error}"
        ) from error


async def _create(sandbox: Sandbox, db: Connection, world: World) -> None:
    examples = sandbox.contract.examples
    now = await clock.read_now(db, world.tenant)
    ids = _ExampleIds(examples, sandbox.ids)
    if (bundle := examples.get("bundle")) is not None:
        await _put_on_sale(db, world, bundle | {"created": now})
    if (customer := examples.get("customer")) is None:
        await _others(sandbox, db, world, now)
        return
    if await db.fetch_one(
        "SELECT 1 FROM customer WHERE tenant = $1 AND environment = $2 AND id = $3",
        *world,
        customer["id"],
    ):
        raise UniqueViolationError(customer["id"])
    # Lists have the newest first: nothing is dated before what is there.
    start = max(now - DAYS_AGO * DAY, await newest(world, db))
    then = Context(world, start, ids, sandbox.checker, None)
    name, _, domain = customer["email"].partition("@")
    await customers.create(then, db, customer | {"email": f"{name}+example@{domain}"})
    subscription = examples.get("subscription")
    if subscription is not None:
        plan = subscription["plan"]["id"]
        await subscriptions.create(then, db, subscription | {"plan": plan})
        await run_due(db, ids, sandbox.checker, world.tenant, now, clock.STEPS_AT_ONCE)
    if (payment := examples.get("payment")) is not None and ids.is_unused(payment["id"]):
        await payments.take(
            then._replace(now=now),
            db,
            customer=customer["id"],
            subscription=subscription["id"] if subscription is not None else None,
            amount=payment["amount"],
            currency=payment["currency"],
            payment_method=payment["payment_method"],
        )
    await _others(sandbox, db, world, now)


async def _others(sandbox: Sandbox, db: Connection, world: World, now: int) -> None:
    """Create the example of each kind that only the contract describes, after those that it refers to."""
    resources = sandbox.contract.resources
    waiting = documents_of(sandbox.contract)
    while waiting:
        # Of kinds that refer to each other, one has to be first.
        name = next(
            (n for n in waiting if waiting.keys().isdisjoint(resources[n].references.values())),
            next(iter(waiting)),
        )
        documents, resource = waiting.pop(name), resources[name]
        if resource.id_field is None or not is_object(resource.sample):
            continue
        times = {n: now for n, f in resource.shape.fields.items() if f.time and not f.is_text}
        # The sample that creates an object needs the values that are unique.
        others = {unique.field: unique.other for unique in resource.unique}
        doc = resource.sample | times | others
        owners = [resources[owner] for owner in resource.owners]
        scope = "/".join(str(owner.sample[owner.id_field]) for owner in owners)
        object_id = str(doc[resource.id_field])
        if await documents.place(db, world, object_id) is not None:
            raise UniqueViolationError(object_id)
        await documents.insert(db, world, object_id, doc, scope=scope, created=now)


async def _put_on_sale(db: Connection, world: World, bundle: Json) -> None:
    """Put a bundle on sale, whose plans are no longer those of another bundle."""
    for plan in bundle["plans"]:
        row = await db.fetch_one(
            "DELETE FROM plan WHERE tenant = $1 AND environment = $2 AND id = $3 RETURNING bundle",
            *world,
            plan["id"],
        )
        if row is not None:
            other = await BUNDLES.change(db, world, row[0])
            other["plans"] = [kept for kept in other["plans"] if kept["id"] != plan["id"]]
            await BUNDLES.update(db, world, other)
    await bundles.add(db, world, bundle)


class _ExampleIds:
    """Gives the first object of each kind the identifier that the examples have.

    Args:
        examples: An object of each kind.
        ids: Makes the identifiers of all others.
    """

    def __init__(self, examples: Mapping[str, Json], ids: Ids) -> None:
        self._named = {doc["id"].partition("_")[0]: str(doc["id"]) for doc in examples.values()}
        self._ids = ids

    def new(self, prefix: str) -> str:
        return self._named.pop(prefix, None) or self._ids.new(prefix)

    def is_unused(self, example: str) -> bool:
        """Return whether no object has this identifier of the examples yet."""
        return example in self._named.values()
