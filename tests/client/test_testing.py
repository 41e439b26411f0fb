"""`azotte.testing`: an integration's tests without a server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import httpx2
import pytest

from azotte import UNSET, errors
from azotte.api.subscriptions import list_subscriptions
from azotte.testing import Sandbox, SandboxError, World
from codegen.sandbox import running_sandbox

MOST_SECONDS_FOR_A_WORLD = 0.05


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def test_a_subscription_goes_through_its_life(sandbox: Sandbox) -> None:
    with sandbox.client() as azotte:
        customer = azotte.customers.create(email="ada@example.com", address={"line1": "1 Main St"})
        plan = azotte.bundles.list().data[0].plans[0]
        created = azotte.subscriptions.create(customer=customer.id, plan=plan.id)
        assert created.status == ("trialing" if plan.trial_days else "active")
        sandbox.clock.advance(days=plan.trial_days + 1)
        assert azotte.subscriptions.get(created.id).status != "trialing"
        canceled = azotte.subscriptions.cancel(created.id, reason="enough")
        assert (canceled.status, canceled.cancellation_reason) == ("canceled", "enough")
        with pytest.raises(errors.InvalidStateError):
            azotte.subscriptions.cancel(created.id)
        expanded = azotte.customers.get(customer.id, expand=["subscriptions"]).subscriptions
        assert expanded is not UNSET and expanded.data[0].id == created.id
        assert azotte.customers.delete(customer.id).deleted


def test_a_write_takes_effect_once(sandbox: Sandbox) -> None:
    with sandbox.client() as azotte:
        responses = [
            azotte.customers.with_detail.create(email="once@example.com", idempotency_key="key_1")
            for _ in range(2)
        ]
        assert [response.replayed for response in responses] == [False, True]
        assert responses[0].result == responses[1].result
        with pytest.raises(errors.IdempotencyKeyReusedError):
            azotte.customers.create(email="twice@example.com", idempotency_key="key_1")


def test_it_works_on_an_event_loop(sandbox: Sandbox) -> None:
    async def run() -> None:
        async with sandbox.async_client() as azotte:
            customer = await azotte.customers.create(email="async@example.com")
            plan = (await azotte.bundles.list()).data[0].plans[0]
            for _ in range(3):
                await azotte.subscriptions.create(customer=customer.id, plan=plan.id)
            walked = [
                each.id async for each in azotte.subscriptions.list(customer=customer.id, limit=1)
            ]
            page = await list_subscriptions.asyncio(azotte, customer=customer.id)
            assert walked == [each.id for each in page.data] and len(walked) == 3

    asyncio.run(run())


def test_keys_and_tenants_are_real(sandbox: Sandbox) -> None:
    with sandbox.client(api_key=sandbox.key("publishable"), allow=["wrong_key_type"]) as azotte:
        assert azotte.bundles.list().data
        with pytest.raises(errors.InsufficientPermissionsError):
            azotte.subscriptions.list()
        with pytest.raises(errors.AuthenticationFailedError):
            azotte.for_tenant("tenant_of_others").bundles.list()
    with sandbox.client(
        api_key=sandbox.key("secret", "production"), allow=["wrong_environment"]
    ) as live:
        assert live.customers.list().data == []


def test_a_timeout_is_an_error() -> None:
    async def run(sandbox: Sandbox) -> None:
        async with sandbox.async_client(max_retries=0) as azotte:
            await azotte.bundles.list(timeout=0.01)

    with Sandbox() as sandbox, sandbox.client(max_retries=0) as azotte:
        sandbox._process._loop.call_soon_threadsafe(time.sleep, 0.2)  # type: ignore[union-attr]  # pyright: ignore[reportPrivateUsage, reportOptionalMemberAccess]  # a busy platform
        with pytest.raises(errors.APITimeoutError):
            asyncio.run(run(sandbox))
        with pytest.raises(errors.APITimeoutError):
            azotte.bundles.list(timeout=0.01)


def test_two_sandboxes_are_apart(sandbox: Sandbox) -> None:
    with Sandbox() as other, other.client() as azotte:
        assert other.tenant_id != sandbox.tenant_id
        assert azotte.customers.list().data == []


@pytest.fixture
def world(sandbox: Sandbox) -> Iterator[World]:
    with sandbox.create_world() as world:
        yield world


def test_a_world_is_ready_in_milliseconds(sandbox: Sandbox) -> None:
    def seconds() -> float:
        started = time.process_time()
        with sandbox.create_world() as world, world.client() as azotte:
            azotte.bundles.list()
            return time.process_time() - started

    # Of this process only, because others have the same cores.
    assert min(seconds() for _ in range(20)) < MOST_SECONDS_FOR_A_WORLD


def test_worlds_have_data_and_clocks_of_their_own(sandbox: Sandbox, world: World) -> None:
    with sandbox.create_world(time=1_800_000_000, frozen=True) as other:
        assert other.clock.now == 1_800_000_000
        other.clock.advance(days=1, seconds=5)
        assert other.clock.now == 1_800_086_405
        other.clock.advance_to(1_800_100_000)
        assert other.clock.now == 1_800_100_000
        assert abs(world.clock.now - time.time()) < 60
        other.client().customers.create(email="ada@example.com")
    assert world.client().customers.list().data == []
    world.clock.freeze()
    assert world.clock.now == world.clock.now


def test_a_closed_world_is_gone(sandbox: Sandbox) -> None:
    with sandbox.create_world() as world:
        azotte = world.client()
    with pytest.raises(errors.AuthenticationFailedError):
        azotte.customers.list()
    with pytest.raises(SandboxError, match=world.tenant_id):
        world.clock.advance(days=1)


def test_ids_can_be_the_same_in_each_run(sandbox: Sandbox) -> None:
    def first_id() -> str:
        with sandbox.create_world(ids_seed="seed") as world, world.client() as azotte:
            return azotte.customers.create(email="ada@example.com").id

    assert first_id() == first_id()


def test_a_snapshot_is_restored(sandbox: Sandbox, world: World) -> None:
    azotte = world.client()
    azotte.customers.create(email="ada@example.com")
    snapshot = world.snapshot()
    azotte.customers.create(email="grace@example.com")
    world.restore(snapshot)
    assert [each.email for each in azotte.customers.list()] == ["ada@example.com"]
    with sandbox.create_world(snapshot=snapshot) as copy, copy.client() as other:
        assert [each.email for each in other.customers.list()] == ["ada@example.com"]


def test_a_lost_response_has_its_effect_once(world: World) -> None:
    azotte = world.client()
    world.fail("lose_response", "create_customer")
    created = azotte.customers.create(email="ada@example.com")
    assert [each.id for each in azotte.customers.list()] == [created.id]
    statuses = [each["status"] for each in world.requests("create_customer")]
    assert statuses == [None, 201]


def test_failures_apply_until_they_are_stopped(world: World) -> None:
    azotte = world.client(max_retries=0)
    world.fail("error", status=500, times=None)
    for _ in range(2):
        with pytest.raises(errors.InternalError):
            azotte.customers.list()
    world.stop_failing()
    world.fail("cut_connection")
    with pytest.raises(errors.APIConnectionError):
        azotte.customers.list()
    assert azotte.customers.list().data == []


def test_a_failure_that_is_not_in_the_contract_is_an_error(world: World) -> None:
    with pytest.raises(SandboxError, match="no_such_operation"):
        world.fail("maintenance", "no_such_operation")


def test_a_server_that_does_not_run_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(SandboxError, match="azotte-sandbox serve"):
        Sandbox("http://127.0.0.1:1")


def test_it_uses_a_server_that_runs() -> None:
    with running_sandbox() as server, Sandbox(server.url) as sandbox:
        with sandbox.create_world() as world, world.client() as azotte:
            created = azotte.customers.create(email="ada@example.com")
            assert [each.event.type for each in world.webhooks.events()] == ["customer.created"]
            assert [each.id for each in azotte.customers.list()] == [created.id]
        assert httpx2.get(f"{server.url}/control/worlds/{world.tenant_id}").status_code == 404


@pytest.mark.parametrize(
    ("type", "environment"),
    [("publishable", "prod"), ("sk", "development"), ("", "")],
)
def test_a_key_that_does_not_exist_is_an_error_that_names_those_that_do(
    sandbox: Sandbox, type: str, environment: str
) -> None:
    with pytest.raises(errors.InvalidArgumentError) as caught:
        sandbox.key(type, environment)
    text = str(caught.value)
    assert repr(type) in text and repr(environment) in text
    for known in ("publishable", "secret", "development", "production"):
        assert known in text
    assert caught.value.__context__ is None
