# Copied from templates/python/runtime/testing/__init__.py: edit there, not here.
"""The sandbox in your tests: inside their process, or a server that runs already. `pip install 'azotte[testing]'`.

    def test_a_trial_ends() -> None:
        with Sandbox() as sandbox, sandbox.client() as azotte:
            customer = azotte.customers.create(email="ada@example.com")
            subscription = azotte.subscriptions.create(customer=customer.id, plan="plan_basic")
            sandbox.clock.advance(days=15)
            assert azotte.subscriptions.get(subscription.id).status == "active"

It is the sandbox of `azotte-sandbox serve`, with real keys, tenants and data. Starting it takes a few tenths of a second, and a
further tenant a few milliseconds. With pytest, the fixtures `azotte_sandbox`, `azotte_tenant`, `azotte`, `azotte_clock` and
`azotte_webhooks` give each test a tenant of its own; see `azotte.pytest_plugin`.
"""

from __future__ import annotations

try:
    import azotte_sandbox as _platform  # noqa: F401  # pyright: ignore[reportUnusedImport]
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "azotte.testing needs one more package: pip install 'azotte[testing]'"
    ) from None

from azotte.testing._control import SandboxError
from azotte.testing._event_deliveries import Delivery, Webhooks
from azotte.testing._sandboxes import Sandbox
from azotte.testing._tenants import Clock, Tenant

__all__ = [
    "Clock",
    "Delivery",
    "Sandbox",
    "SandboxError",
    "Tenant",
    "Webhooks",
]
