# Generated from openapi/ and templates/python/resource.py.jinja: edit there, not here.
"""A customer's plan over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, cast

from azotte import models
from azotte._json import given
from azotte._model import UNSET, UnsetType
from azotte._pages import Page, Walk
from azotte._resource import (
    AsyncDetailedResource,
    AsyncResource,
    DetailedResource,
    Resource,
    async_detailed,
    async_detailed_page,
    async_list,
    asynchronous,
    detailed,
    detailed_page,
)
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
    from azotte.models import typeddicts


class Subscriptions(Resource):
    """A customer's plan over time."""

    __slots__ = ()

    @property
    def with_detail(self) -> SubscriptionsWithDetail:
        """The same methods, returning status, headers, request ID, attempts and body beside the result."""
        return SubscriptionsWithDetail(self._client)

    def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        customer: str | None = None,
        status: Literal["trialing", "active", "past_due", "paused", "canceled"] | None = None,
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
            max_items: Number of objects to return over all pages. No limit by default.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
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
        return self._list(
            Walk(list_subscriptions.call, arguments, list_subscriptions.PAGINATION, max_items)
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
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.SubscriptionCreate",
            given({"customer": customer, "plan": plan, "metadata": metadata}),
        )
        return self._send(
            create_subscription.call(body=body, idempotency_key=idempotency_key, timeout=timeout)
        )

    def get(self, subscription_id: str, *, timeout: float | None = None) -> models.Subscription:
        """Reads one subscription.

        Args:
            subscription_id: The subscription's id.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return self._send(get_subscription.call(subscription_id, timeout=timeout))

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
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.SubscriptionUpdate",
            given({"plan": plan, "proration": proration, "metadata": metadata}),
        )
        return self._send(update_subscription.call(subscription_id, body=body, timeout=timeout))

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
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.SubscriptionCancel",
            given({"at_period_end": at_period_end, "reason": reason}),
        )
        return self._send(
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
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        return self._send(
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
    ) -> models.Subscription:
        """Lets a paused subscription run again. From any other status it is a 409 `invalid_state`.

        Args:
            subscription_id: The subscription's id.
            idempotency_key: Makes the request safe to repeat. The same key and body get the stored
                answer for 24 hours; the key with another request is a 409. Bodies are compared as
                JSON values, so that spaces and the order of members do not count. A request that is
                refused does not use up its key. Choose one at random for each intent, for instance
                a UUID.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        return self._send(
            resume_subscription.call(
                subscription_id, idempotency_key=idempotency_key, timeout=timeout
            )
        )


class SubscriptionsWithDetail(DetailedResource):
    """A customer's plan over time. Each method returns status, headers and body too."""

    __slots__ = ()

    list: Final = detailed_page(list_subscriptions.call)
    create: Final = detailed(Subscriptions.create)
    get: Final = detailed(Subscriptions.get)
    update: Final = detailed(Subscriptions.update)
    cancel: Final = detailed(Subscriptions.cancel)
    pause: Final = detailed(Subscriptions.pause)
    resume: Final = detailed(Subscriptions.resume)


class AsyncSubscriptions(AsyncResource):
    """A customer's plan over time."""

    __slots__ = ()

    @property
    def with_detail(self) -> AsyncSubscriptionsWithDetail:
        """The same methods, returning status, headers, request ID, attempts and body beside the result."""
        return AsyncSubscriptionsWithDetail(self._client)

    list: Final = async_list(Subscriptions.list)
    create: Final = asynchronous(Subscriptions.create)
    get: Final = asynchronous(Subscriptions.get)
    update: Final = asynchronous(Subscriptions.update)
    cancel: Final = asynchronous(Subscriptions.cancel)
    pause: Final = asynchronous(Subscriptions.pause)
    resume: Final = asynchronous(Subscriptions.resume)


class AsyncSubscriptionsWithDetail(AsyncDetailedResource):
    """A customer's plan over time. Each method returns status, headers and body too."""

    __slots__ = ()

    list: Final = async_detailed_page(list_subscriptions.call)
    create: Final = async_detailed(Subscriptions.create)
    get: Final = async_detailed(Subscriptions.get)
    update: Final = async_detailed(Subscriptions.update)
    cancel: Final = async_detailed(Subscriptions.cancel)
    pause: Final = async_detailed(Subscriptions.pause)
    resume: Final = async_detailed(Subscriptions.resume)
