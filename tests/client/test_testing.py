"""`azotte.testing`: an integration's tests without a server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import httpx2
import pytest

from azotte import UNSET, errors
from azotte.api.subscriptions import list_subscriptions
from azotte.testing import Sandbox, SandboxError, Tenant
from codegen.sandbox import running_sandbox


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
def tenant(sandbox: Sandbox) -> Iterator[Tenant]:
    with sandbox.create_tenant() as tenant:
        yield tenant


def test_tenants_have_data_and_clocks_of_their_own(sandbox: Sandbox, tenant: Tenant) -> None:
    with sandbox.create_tenant(time=1_800_000_000, frozen=True) as other:
        assert other.clock.now == 1_800_000_000
        other.clock.advance(days=1, seconds=5)
        assert other.clock.now == 1_800_086_405
        other.clock.advance_to(1_800_100_000)
        assert other.clock.now == 1_800_100_000
        assert abs(tenant.clock.now - time.time()) < 60
        other.client().customers.create(email="ada@example.com")
    assert tenant.client().customers.list().data == []
    tenant.clock.freeze()
    assert tenant.clock.now == tenant.clock.now


def test_a_closed_tenant_is_gone(sandbox: Sandbox) -> None:
    with sandbox.create_tenant() as tenant:
        azotte = tenant.client()
    with pytest.raises(errors.AuthenticationFailedError):
        azotte.customers.list()
    with pytest.raises(SandboxError, match=tenant.tenant_id):
        tenant.clock.advance(days=1)


def test_ids_can_be_the_same_in_each_run(sandbox: Sandbox) -> None:
    def first_id() -> str:
        with sandbox.create_tenant(ids_seed="seed") as tenant, tenant.client() as azotte:
            return azotte.customers.create(email="ada@example.com").id

    assert first_id() == first_id()


def test_a_snapshot_is_restored(sandbox: Sandbox, tenant: Tenant) -> None:
    azotte = tenant.client()
    azotte.customers.create(email="ada@example.com")
    snapshot = tenant.snapshot()
    azotte.customers.create(email="grace@example.com")
    tenant.restore(snapshot)
    assert [each.email for each in azotte.customers.list()] == ["ada@example.com"]
    with sandbox.create_tenant(snapshot=snapshot) as copy, copy.client() as other:
        assert [each.email for each in other.customers.list()] == ["ada@example.com"]


def test_a_lost_response_has_its_effect_once(tenant: Tenant) -> None:
    azotte = tenant.client()
    tenant.fail("lose_response", "create_customer")
    created = azotte.customers.create(email="ada@example.com")
    assert [each.id for each in azotte.customers.list()] == [created.id]
    statuses = [each["status"] for each in tenant.requests("create_customer")]
    assert statuses == [None, 201]


def test_failures_apply_until_they_are_stopped(tenant: Tenant) -> None:
    azotte = tenant.client(max_retries=0)
    tenant.fail("error", status=500, times=None)
    for _ in range(2):
        with pytest.raises(errors.InternalError):
            azotte.customers.list()
    tenant.stop_failing()
    tenant.fail("cut_connection")
    with pytest.raises(errors.APIConnectionError):
        azotte.customers.list()
    assert azotte.customers.list().data == []


def test_a_failure_that_is_not_in_the_contract_is_an_error(tenant: Tenant) -> None:
    with pytest.raises(SandboxError, match="no_such_operation"):
        tenant.fail("maintenance", "no_such_operation")


def test_a_server_that_does_not_run_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(SandboxError, match="azotte-sandbox serve"):
        Sandbox("http://127.0.0.1:1")


def test_it_uses_a_server_that_runs() -> None:
    with running_sandbox() as server, Sandbox(server.url) as sandbox:
        with sandbox.create_tenant() as tenant, tenant.client() as azotte:
            created = azotte.customers.create(email="ada@example.com")
            assert [each.event.type for each in tenant.webhooks.events()] == ["customer.created"]
            assert [each.id for each in azotte.customers.list()] == [created.id]
        assert httpx2.get(f"{server.url}/control/tenants/{tenant.tenant_id}").status_code == 404


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
