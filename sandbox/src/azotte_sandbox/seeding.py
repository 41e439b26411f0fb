"""Creates realistic data with the handlers of the API."""

from __future__ import annotations

import random
from functools import partial
from typing import cast

import msgspec

from azotte_sandbox import clock, seeded_ids
from azotte_sandbox.billing import run_due
from azotte_sandbox.catalogue import BUNDLES
from azotte_sandbox.context import Context
from azotte_sandbox.periods import DAY
from azotte_sandbox.resources import customers, payments, subscriptions
from azotte_sandbox.sandbox import Sandbox
from azotte_sandbox.store import Connection, World

HISTORY_DAYS = 90
CUSTOMERS_AT_ONCE = 100
"""Number of customers in a transaction."""

_FIRST = [
    "Ada",
    "Alan",
    "Barbara",
    "Claude",
    "Donald",
    "Edsger",
    "Frances",
    "Grace",
    "Hedy",
    "Ida",
    "John",
    "Katherine",
    "Linus",
    "Margaret",
]
_LAST = [
    "Allen",
    "Bartik",
    "Dijkstra",
    "Goldberg",
    "Hamilton",
    "Hopper",
    "Johnson",
    "Kay",
    "Knuth",
    "Lamarr",
    "Liskov",
    "Turing",
]
_PLACES = (
    ("London", "SW1Y 4JH", "GB"),
    ("Berlin", "10115", "DE"),
    ("Ankara", "06420", "TR"),
    ("Lisbon", "1100-148", "PT"),
    ("Toronto", "M5H 2N2", "CA"),
    ("Austin", "78701", "US"),
)
_CHANNELS = ("web", "app", "sales", "partner")
_PLANS = [plan["id"] for bundle in BUNDLES for plan in bundle["plans"]]
_DECLINED_SHARE = 0.03


async def seed(sandbox: Sandbox, world: World, count: int, random_seed: int) -> None:
    """Create customers, most of them with one or two subscriptions.

    Args:
        sandbox: where.
        world: whose.
        count: how many customers.
        random_seed: The same seed creates the same data, except for IDs.
    """
    choose = random.Random(random_seed)  # noqa: S311  (made-up people, the same every time)
    now = await sandbox.store.read(None, partial(clock.read_now, tenant=world.tenant))
    since = await sandbox.store.read(world, partial(newest, world))
    # What is new comes after what is there: lists have the newest first.
    seconds = min(HISTORY_DAYS * DAY, now - since) or 1
    moments = sorted(now - choose.randrange(seconds) for _ in range(count))
    for start in range(0, count, CUSTOMERS_AT_ONCE):
        chunk = moments[start : start + CUSTOMERS_AT_ONCE]

        async def work(db: Connection, chunk: list[int] = chunk) -> None:
            for moment in chunk:
                await _let_pass(sandbox, db, world.tenant, moment)
                ids = await seeded_ids.load(db, world, sandbox.ids)
                context = Context(world, moment, ids, sandbox.checker, None)
                await _customer(context, db, choose)
                await seeded_ids.store(db, world, ids)

        await sandbox.store.write(world, work)


async def catch_up(sandbox: Sandbox) -> int:
    """Make the due changes of the new subscriptions and return their number."""
    return await clock.catch_up(sandbox.store, sandbox.ids, sandbox.checker)


async def newest(world: World, db: Connection) -> int:
    """Return the creation time of the newest object of a tenant and environment, or 0."""
    latest = 0
    for table in ("customer", "subscription", "payment"):
        row = await db.fetch_one(
            f"SELECT MAX(created) FROM {table} WHERE tenant = $1 AND environment = $2",  # noqa: S608  (a constant)
            *world,
        )
        assert row is not None
        latest = max(latest, cast("int", row[0] or 0))
    return latest


async def _let_pass(sandbox: Sandbox, db: Connection, tenant: str, moment: int) -> None:
    """Make the changes that are due before a time, so that objects are created in order."""
    done = clock.STEPS_AT_ONCE
    while done == clock.STEPS_AT_ONCE:
        done, _ = await run_due(
            db, sandbox.ids, sandbox.checker, tenant, moment, clock.STEPS_AT_ONCE
        )


async def _customer(context: Context, db: Connection, choose: random.Random) -> None:
    first, last = choose.choice(_FIRST), choose.choice(_LAST)
    city, postal_code, country = choose.choice(_PLACES)
    number = context.ids.new("n")[-10:]
    body = {
        "email": f"{first}.{last}.{number}@example.com".lower(),
        "name": f"{first} {last}",
        "phone": f"+1 555 01{choose.randrange(100):02}",
        "address": {
            "line1": f"{choose.randrange(1, 200)} Main Street",
            "city": city,
            "postal_code": postal_code,
            "country": country,
        },
        "metadata": {"channel": choose.choice(_CHANNELS)},
    }
    customer = msgspec.json.decode(await customers.create(context, db, body))
    if choose.random() < _DECLINED_SHARE:
        # The newest payment failed, so renewals fail too.
        await payments.take(
            context,
            db,
            customer=customer["id"],
            subscription=None,
            amount=100,
            currency="usd",
            payment_method="tok_declined",
        )
    for _ in range(choose.choice((0, 1, 1, 1, 2))):
        await subscriptions.create(
            context, db, {"customer": customer["id"], "plan": choose.choice(_PLANS)}
        )
