"""`azotte.testing`: an integration's tests without a server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from azotte import UNSET, errors
from azotte.api.subscriptions import list_subscriptions
from azotte.testing import AsyncSandboxTransport, Sandbox


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
        sandbox.advance(days=plan.trial_days + 1)
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
        sandbox._loop.call_soon_threadsafe(time.sleep, 0.2)  # pyright: ignore[reportPrivateUsage]  # a busy platform
        with pytest.raises(errors.APITimeoutError):
            asyncio.run(run(sandbox))
        with pytest.raises(errors.APITimeoutError):
            azotte.bundles.list(timeout=0.01)


def test_two_sandboxes_are_apart(sandbox: Sandbox) -> None:
    with Sandbox() as other, other.client() as azotte:
        assert other.tenant_id != sandbox.tenant_id
        assert azotte.customers.list().data == []
        assert AsyncSandboxTransport(other).verified


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
