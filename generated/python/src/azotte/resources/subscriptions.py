"""A customer's plan over time.

Generated from the contract: edit openapi/, not this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from azotte import models
from azotte._json import members
from azotte._model import UNSET, UnsetType
from azotte._pages import AsyncPages, Page, Walk, first_page
from azotte.api.subscriptions import (
    cancel_subscription,
    create_subscription,
    get_subscription,
    list_subscriptions,
    pause_subscription,
    resume_subscription,
    update_subscription,
)

if TYPE_CHECKING:
    from azotte import AsyncAzotte, Azotte, Response
    from azotte.models import typeddicts


class Subscriptions:
    """A customer's plan over time."""

    __slots__ = ("_client",)

    def __init__(self, client: Azotte) -> None:
        self._client = client

    @property
    def with_detail(self) -> SubscriptionsWithDetail:
        """The same methods, returning status, headers, request id, attempts and body beside the result."""
        return SubscriptionsWithDetail(self._client)

    def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        customer: str | None = None,
        status: models.SubscriptionStatus | None = None,
        plan: str | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
    ) -> Page[models.SubscriptionList, models.Subscription]:
        """Lists the tenant's subscriptions, newest first.

        Args:
            limit: How many objects a page has at most.
            starting_after: List what is older than the subscription with this id. It may have been
                deleted since.
            ending_before: List what is newer than the subscription with this id, newest first; of
                more than a page, those nearest to it. With `starting_after` too, what lies between
                the two.
            customer: Only those of this customer.
            status: Only those with this status.
            plan: Only those on this plan.
            max_items: How many objects to walk at most, over all pages.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        arguments: dict[str, Any] = {
            "limit": limit,
            "starting_after": starting_after,
            "ending_before": ending_before,
            "customer": customer,
            "status": status,
            "plan": plan,
            "timeout": timeout,
        }
        return first_page(
            self._client,
            Walk(list_subscriptions.call, arguments, list_subscriptions.PAGINATION, max_items),
        )

    def create(
        self,
        *,
        customer: str,
        plan: str,
        metadata: models.Metadata | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Subscription:
        """Subscribes a customer to a plan. The subscription starts in its trial where the plan has
        one. Where it has none the subscription starts active, and its first period is paid at once.
        A first payment that fails does not change that: `payment.failed` tells of it, and it is
        tried again; only then a failure makes the subscription `past_due`.

        A customer or plan that does not exist is a 404 that names the field.

        Args:
            customer: Who subscribes.
            plan: The plan to subscribe to.
            metadata: Your own notes on the object, as strings. The platform does not read them.
            idempotency_key: Makes the request safe to repeat. The same key and body get the stored
                answer for 24 hours; the key with another request is a 409. Bodies are compared as
                JSON values, so that spaces and the order of members do not count. A request that is
                refused does not use up its key. Choose one at random for each intent, for instance
                a UUID.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.SubscriptionCreate",
            members({"customer": customer, "plan": plan, "metadata": metadata}),
        )
        return self._client.send(
            create_subscription.call(body=body, idempotency_key=idempotency_key, timeout=timeout)
        ).result

    def get(self, subscription_id: str, *, timeout: float | None = None) -> models.Subscription:
        """Reads one subscription.

        Args:
            subscription_id: The subscription's id.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return self._client.send(get_subscription.call(subscription_id, timeout=timeout)).result

    def update(
        self,
        subscription_id: str,
        *,
        plan: str | UnsetType = UNSET,
        proration: models.Proration | UnsetType = UNSET,
        metadata: models.Metadata | UnsetType = UNSET,
        timeout: float | None = None,
    ) -> models.Subscription:
        """Changes the plan or the metadata. A canceled subscription can not be changed, nor the plan
        of a paused one (409 `invalid_state`); a plan that does not exist is a 404 that names the
        field.

        Args:
            subscription_id: The subscription's id.
            plan: The plan to change to.
            proration: When the change of plan takes effect; `immediate` if left out. Only together
                with `plan`.
            metadata: Your own notes on the object, as strings. The platform does not read them.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.SubscriptionUpdate",
            members({"plan": plan, "proration": proration, "metadata": metadata}),
        )
        return self._client.send(
            update_subscription.call(subscription_id, body=body, timeout=timeout)
        ).result

    def cancel(
        self,
        subscription_id: str,
        *,
        at_period_end: bool | UnsetType = UNSET,
        reason: str | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Subscription:
        """Ends the subscription at once, or with its running period (`at_period_end`). Canceled is
        final: canceling again is a 409 `invalid_state`.

        Args:
            subscription_id: The subscription's id.
            at_period_end: Whether to end with the running period instead of at once.
            reason: Why, for your own records.
            idempotency_key: Makes the request safe to repeat. The same key and body get the stored
                answer for 24 hours; the key with another request is a 409. Bodies are compared as
                JSON values, so that spaces and the order of members do not count. A request that is
                refused does not use up its key. Choose one at random for each intent, for instance
                a UUID.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.SubscriptionCancel",
            members({"at_period_end": at_period_end, "reason": reason}),
        )
        return self._client.send(
            cancel_subscription.call(
                subscription_id, body=body or None, idempotency_key=idempotency_key, timeout=timeout
            )
        ).result

    def pause(
        self,
        subscription_id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Subscription:
        """Stops an active subscription until it is resumed. From any other status it is a 409
        `invalid_state`.

        Args:
            subscription_id: The subscription's id.
            idempotency_key: Makes the request safe to repeat. The same key and body get the stored
                answer for 24 hours; the key with another request is a 409. Bodies are compared as
                JSON values, so that spaces and the order of members do not count. A request that is
                refused does not use up its key. Choose one at random for each intent, for instance
                a UUID.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        return self._client.send(
            pause_subscription.call(
                subscription_id, idempotency_key=idempotency_key, timeout=timeout
            )
        ).result

    def resume(
        self,
        subscription_id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Subscription:
        """Lets a paused subscription run again. From any other status it is a 409 `invalid_state`.

        Args:
            subscription_id: The subscription's id.
            idempotency_key: Makes the request safe to repeat. The same key and body get the stored
                answer for 24 hours; the key with another request is a 409. Bodies are compared as
                JSON values, so that spaces and the order of members do not count. A request that is
                refused does not use up its key. Choose one at random for each intent, for instance
                a UUID.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        return self._client.send(
            resume_subscription.call(
                subscription_id, idempotency_key=idempotency_key, timeout=timeout
            )
        ).result


class SubscriptionsWithDetail:
    """A customer's plan over time. Each method returns status, headers and body too."""

    __slots__ = ("_client",)

    def __init__(self, client: Azotte) -> None:
        self._client = client

    def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        customer: str | None = None,
        status: models.SubscriptionStatus | None = None,
        plan: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.SubscriptionList]:
        """List subscriptions; see `Subscriptions.list`."""
        return self._client.send(
            list_subscriptions.call(
                limit=limit,
                starting_after=starting_after,
                ending_before=ending_before,
                customer=customer,
                status=status,
                plan=plan,
                timeout=timeout,
            )
        )

    def create(
        self,
        *,
        customer: str,
        plan: str,
        metadata: models.Metadata | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.Subscription]:
        """Create a subscription; see `Subscriptions.create`."""
        body = cast(
            "typeddicts.SubscriptionCreate",
            members({"customer": customer, "plan": plan, "metadata": metadata}),
        )
        return self._client.send(
            create_subscription.call(body=body, idempotency_key=idempotency_key, timeout=timeout)
        )

    def get(
        self, subscription_id: str, *, timeout: float | None = None
    ) -> Response[models.Subscription]:
        """Get a subscription; see `Subscriptions.get`."""
        return self._client.send(get_subscription.call(subscription_id, timeout=timeout))

    def update(
        self,
        subscription_id: str,
        *,
        plan: str | UnsetType = UNSET,
        proration: models.Proration | UnsetType = UNSET,
        metadata: models.Metadata | UnsetType = UNSET,
        timeout: float | None = None,
    ) -> Response[models.Subscription]:
        """Update a subscription; see `Subscriptions.update`."""
        body = cast(
            "typeddicts.SubscriptionUpdate",
            members({"plan": plan, "proration": proration, "metadata": metadata}),
        )
        return self._client.send(
            update_subscription.call(subscription_id, body=body, timeout=timeout)
        )

    def cancel(
        self,
        subscription_id: str,
        *,
        at_period_end: bool | UnsetType = UNSET,
        reason: str | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.Subscription]:
        """Cancel a subscription; see `Subscriptions.cancel`."""
        body = cast(
            "typeddicts.SubscriptionCancel",
            members({"at_period_end": at_period_end, "reason": reason}),
        )
        return self._client.send(
            cancel_subscription.call(
                subscription_id, body=body or None, idempotency_key=idempotency_key, timeout=timeout
            )
        )

    def pause(
        self,
        subscription_id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.Subscription]:
        """Pause a subscription; see `Subscriptions.pause`."""
        return self._client.send(
            pause_subscription.call(
                subscription_id, idempotency_key=idempotency_key, timeout=timeout
            )
        )

    def resume(
        self,
        subscription_id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.Subscription]:
        """Resume a subscription; see `Subscriptions.resume`."""
        return self._client.send(
            resume_subscription.call(
                subscription_id, idempotency_key=idempotency_key, timeout=timeout
            )
        )


class AsyncSubscriptions:
    """A customer's plan over time."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncAzotte) -> None:
        self._client = client

    @property
    def with_detail(self) -> AsyncSubscriptionsWithDetail:
        """The same methods, returning status, headers, request id, attempts and body beside the result."""
        return AsyncSubscriptionsWithDetail(self._client)

    def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        customer: str | None = None,
        status: models.SubscriptionStatus | None = None,
        plan: str | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
    ) -> AsyncPages[models.SubscriptionList, models.Subscription]:
        """Lists the tenant's subscriptions, newest first.

        Args:
            limit: How many objects a page has at most.
            starting_after: List what is older than the subscription with this id. It may have been
                deleted since.
            ending_before: List what is newer than the subscription with this id, newest first; of
                more than a page, those nearest to it. With `starting_after` too, what lies between
                the two.
            customer: Only those of this customer.
            status: Only those with this status.
            plan: Only those on this plan.
            max_items: How many objects to walk at most, over all pages.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        arguments: dict[str, Any] = {
            "limit": limit,
            "starting_after": starting_after,
            "ending_before": ending_before,
            "customer": customer,
            "status": status,
            "plan": plan,
            "timeout": timeout,
        }
        return AsyncPages(
            self._client,
            Walk(list_subscriptions.call, arguments, list_subscriptions.PAGINATION, max_items),
        )

    async def create(
        self,
        *,
        customer: str,
        plan: str,
        metadata: models.Metadata | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Subscription:
        """Subscribes a customer to a plan. The subscription starts in its trial where the plan has
        one. Where it has none the subscription starts active, and its first period is paid at once.
        A first payment that fails does not change that: `payment.failed` tells of it, and it is
        tried again; only then a failure makes the subscription `past_due`.

        A customer or plan that does not exist is a 404 that names the field.

        Args:
            customer: Who subscribes.
            plan: The plan to subscribe to.
            metadata: Your own notes on the object, as strings. The platform does not read them.
            idempotency_key: Makes the request safe to repeat. The same key and body get the stored
                answer for 24 hours; the key with another request is a 409. Bodies are compared as
                JSON values, so that spaces and the order of members do not count. A request that is
                refused does not use up its key. Choose one at random for each intent, for instance
                a UUID.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.SubscriptionCreate",
            members({"customer": customer, "plan": plan, "metadata": metadata}),
        )
        return (
            await self._client.send(
                create_subscription.call(
                    body=body, idempotency_key=idempotency_key, timeout=timeout
                )
            )
        ).result

    async def get(
        self, subscription_id: str, *, timeout: float | None = None
    ) -> models.Subscription:
        """Reads one subscription.

        Args:
            subscription_id: The subscription's id.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return (
            await self._client.send(get_subscription.call(subscription_id, timeout=timeout))
        ).result

    async def update(
        self,
        subscription_id: str,
        *,
        plan: str | UnsetType = UNSET,
        proration: models.Proration | UnsetType = UNSET,
        metadata: models.Metadata | UnsetType = UNSET,
        timeout: float | None = None,
    ) -> models.Subscription:
        """Changes the plan or the metadata. A canceled subscription can not be changed, nor the plan
        of a paused one (409 `invalid_state`); a plan that does not exist is a 404 that names the
        field.

        Args:
            subscription_id: The subscription's id.
            plan: The plan to change to.
            proration: When the change of plan takes effect; `immediate` if left out. Only together
                with `plan`.
            metadata: Your own notes on the object, as strings. The platform does not read them.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.SubscriptionUpdate",
            members({"plan": plan, "proration": proration, "metadata": metadata}),
        )
        return (
            await self._client.send(
                update_subscription.call(subscription_id, body=body, timeout=timeout)
            )
        ).result

    async def cancel(
        self,
        subscription_id: str,
        *,
        at_period_end: bool | UnsetType = UNSET,
        reason: str | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Subscription:
        """Ends the subscription at once, or with its running period (`at_period_end`). Canceled is
        final: canceling again is a 409 `invalid_state`.

        Args:
            subscription_id: The subscription's id.
            at_period_end: Whether to end with the running period instead of at once.
            reason: Why, for your own records.
            idempotency_key: Makes the request safe to repeat. The same key and body get the stored
                answer for 24 hours; the key with another request is a 409. Bodies are compared as
                JSON values, so that spaces and the order of members do not count. A request that is
                refused does not use up its key. Choose one at random for each intent, for instance
                a UUID.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.SubscriptionCancel",
            members({"at_period_end": at_period_end, "reason": reason}),
        )
        return (
            await self._client.send(
                cancel_subscription.call(
                    subscription_id,
                    body=body or None,
                    idempotency_key=idempotency_key,
                    timeout=timeout,
                )
            )
        ).result

    async def pause(
        self,
        subscription_id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Subscription:
        """Stops an active subscription until it is resumed. From any other status it is a 409
        `invalid_state`.

        Args:
            subscription_id: The subscription's id.
            idempotency_key: Makes the request safe to repeat. The same key and body get the stored
                answer for 24 hours; the key with another request is a 409. Bodies are compared as
                JSON values, so that spaces and the order of members do not count. A request that is
                refused does not use up its key. Choose one at random for each intent, for instance
                a UUID.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        return (
            await self._client.send(
                pause_subscription.call(
                    subscription_id, idempotency_key=idempotency_key, timeout=timeout
                )
            )
        ).result

    async def resume(
        self,
        subscription_id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Subscription:
        """Lets a paused subscription run again. From any other status it is a 409 `invalid_state`.

        Args:
            subscription_id: The subscription's id.
            idempotency_key: Makes the request safe to repeat. The same key and body get the stored
                answer for 24 hours; the key with another request is a 409. Bodies are compared as
                JSON values, so that spaces and the order of members do not count. A request that is
                refused does not use up its key. Choose one at random for each intent, for instance
                a UUID.
            timeout: Seconds that one attempt may take; the client's own if left out.

        Raises:
            CallError: The call failed; answers of the API are ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        return (
            await self._client.send(
                resume_subscription.call(
                    subscription_id, idempotency_key=idempotency_key, timeout=timeout
                )
            )
        ).result


class AsyncSubscriptionsWithDetail:
    """A customer's plan over time. Each method returns status, headers and body too."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncAzotte) -> None:
        self._client = client

    async def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        customer: str | None = None,
        status: models.SubscriptionStatus | None = None,
        plan: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.SubscriptionList]:
        """List subscriptions; see `AsyncSubscriptions.list`."""
        return await self._client.send(
            list_subscriptions.call(
                limit=limit,
                starting_after=starting_after,
                ending_before=ending_before,
                customer=customer,
                status=status,
                plan=plan,
                timeout=timeout,
            )
        )

    async def create(
        self,
        *,
        customer: str,
        plan: str,
        metadata: models.Metadata | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.Subscription]:
        """Create a subscription; see `AsyncSubscriptions.create`."""
        body = cast(
            "typeddicts.SubscriptionCreate",
            members({"customer": customer, "plan": plan, "metadata": metadata}),
        )
        return await self._client.send(
            create_subscription.call(body=body, idempotency_key=idempotency_key, timeout=timeout)
        )

    async def get(
        self, subscription_id: str, *, timeout: float | None = None
    ) -> Response[models.Subscription]:
        """Get a subscription; see `AsyncSubscriptions.get`."""
        return await self._client.send(get_subscription.call(subscription_id, timeout=timeout))

    async def update(
        self,
        subscription_id: str,
        *,
        plan: str | UnsetType = UNSET,
        proration: models.Proration | UnsetType = UNSET,
        metadata: models.Metadata | UnsetType = UNSET,
        timeout: float | None = None,
    ) -> Response[models.Subscription]:
        """Update a subscription; see `AsyncSubscriptions.update`."""
        body = cast(
            "typeddicts.SubscriptionUpdate",
            members({"plan": plan, "proration": proration, "metadata": metadata}),
        )
        return await self._client.send(
            update_subscription.call(subscription_id, body=body, timeout=timeout)
        )

    async def cancel(
        self,
        subscription_id: str,
        *,
        at_period_end: bool | UnsetType = UNSET,
        reason: str | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.Subscription]:
        """Cancel a subscription; see `AsyncSubscriptions.cancel`."""
        body = cast(
            "typeddicts.SubscriptionCancel",
            members({"at_period_end": at_period_end, "reason": reason}),
        )
        return await self._client.send(
            cancel_subscription.call(
                subscription_id, body=body or None, idempotency_key=idempotency_key, timeout=timeout
            )
        )

    async def pause(
        self,
        subscription_id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.Subscription]:
        """Pause a subscription; see `AsyncSubscriptions.pause`."""
        return await self._client.send(
            pause_subscription.call(
                subscription_id, idempotency_key=idempotency_key, timeout=timeout
            )
        )

    async def resume(
        self,
        subscription_id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Response[models.Subscription]:
        """Resume a subscription; see `AsyncSubscriptions.resume`."""
        return await self._client.send(
            resume_subscription.call(
                subscription_id, idempotency_key=idempotency_key, timeout=timeout
            )
        )
