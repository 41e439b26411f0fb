# Generated from openapi/ and templates/python/resource.py.jinja: edit there, not here.
"""Subscriptions connect a customer to a plan, and renew every period until they are canceled."""

from __future__ import annotations

from typing import Any, Final, Literal

from azotte import models
from azotte._json import given
from azotte._msgspec_base import UNSET, UnsetType
from azotte._pages import Page, Walk
from azotte._resource_styles import (
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


class Subscriptions(Resource):
    """Subscriptions connect a customer to a plan, and renew every period until they are canceled."""

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
        """Returns the tenant's subscriptions, newest first.

        Args:
            limit: Number of objects to return, 1 to 100. Defaults to 10.
            starting_after: Cursor for the next page: returns the subscriptions created before the
                one with this ID, even if that one has been deleted since.
            ending_before: Cursor for the previous page: returns the subscriptions created after the
                one with this ID. Can be combined with `starting_after`.
            customer: Returns only subscriptions of the customer with this ID.
            status: Returns only subscriptions with this status.
            plan: Returns only subscriptions to the plan with this ID.
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
        """Subscribes a customer to a plan. If the plan has a trial, the subscription starts as
        `trialing` and nothing is charged until the trial ends. Otherwise it starts as `active` and
        the first period is charged immediately.

        If the first payment fails, the subscription stays `active`, a `payment.failed` event is
        sent and the payment is retried. The subscription becomes `past_due` only if the retry fails
        too.

        Returns 404 if the customer or plan does not exist; `details.field` says which.

        Args:
            customer: ID of the customer who subscribes.
            plan: ID of the plan to subscribe to.
            metadata: Your own key-value pairs, up to 50. Keys have up to 40 characters, values up
                to 500. The platform does not use them.
            idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up
                to 255 characters. See "Idempotent requests" in the API reference.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        return self._send(
            create_subscription.call(
                body=given(
                    customer=customer,
                    plan=plan,
                    metadata=metadata,
                ),
                idempotency_key=idempotency_key,
                timeout=timeout,
            )
        )

    def get(self, subscription_id: str, *, timeout: float | None = None) -> models.Subscription:
        """Returns a subscription.

        Args:
            subscription_id: ID of the subscription.
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
        """Changes the plan or the metadata of a subscription. Use `proration` to choose when a plan
        change takes effect and what it charges.

        With `immediate`, the price difference for the rest of the current period is charged now,
        together with any unpaid amount. Each price is prorated over the interval of its own plan.
        If the new plan costs less, nothing is charged or refunded.

        With `next_cycle`, the subscription keeps its plan until the next period starts. Another
        plan change replaces the scheduled one. To cancel a scheduled change, schedule the current
        plan.

        The end of the current period or trial does not change. If the new plan has another
        interval, periods of the new length follow from there. During a trial nothing is charged.

        Returns 409 `invalid_state` if the subscription is canceled, if the plan of a paused
        subscription is changed, or if the new plan has another currency. Returns 404 if the plan
        does not exist; `details.field` names it.

        Args:
            subscription_id: ID of the subscription.
            plan: ID of the plan to change to.
            proration: When the plan change takes effect. Defaults to `immediate`. Requires `plan`.
            metadata: Your own key-value pairs, up to 50. Keys have up to 40 characters, values up
                to 500. The platform does not use them.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        return self._send(
            update_subscription.call(
                subscription_id,
                body=given(
                    plan=plan,
                    proration=proration,
                    metadata=metadata,
                ),
                timeout=timeout,
            )
        )

    def cancel(
        self,
        subscription_id: str,
        *,
        at_period_end: bool | UnsetType = UNSET,
        reason: str | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Subscription:
        """Cancels a subscription immediately, or at the end of its current period if `at_period_end`
        is true. Cancellation is final. Returns 409 `invalid_state` if the subscription is already
        canceled.

        Args:
            subscription_id: ID of the subscription.
            at_period_end: Whether to cancel at the end of the current period instead of
                immediately. Defaults to false.
            reason: Reason for the cancellation, for your own records.
            idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up
                to 255 characters. See "Idempotent requests" in the API reference.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        return self._send(
            cancel_subscription.call(
                subscription_id,
                body=given(
                    at_period_end=at_period_end,
                    reason=reason,
                )
                or None,
                idempotency_key=idempotency_key,
                timeout=timeout,
            )
        )

    def pause(
        self,
        subscription_id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Subscription:
        """Pauses an active subscription until it is resumed. A paused subscription does not renew, its
        payments are not retried, and it grants no entitlements. Returns 409 `invalid_state` if the
        subscription is not `active`.

        Args:
            subscription_id: ID of the subscription.
            idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up
                to 255 characters. See "Idempotent requests" in the API reference.
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
        """Resumes a paused subscription. If its period has not ended, the period continues and no new
        one is charged. If it has ended, a new period starts now and is charged; the time in between
        is not. A payment retry that became due during the pause is made now. Returns 409
        `invalid_state` if the subscription is not `paused`.

        Args:
            subscription_id: ID of the subscription.
            idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up
                to 255 characters. See "Idempotent requests" in the API reference.
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
    """Subscriptions connect a customer to a plan, and renew every period until they are canceled. Each
    method returns status, headers and body too."""

    __slots__ = ()

    list: Final = detailed_page(list_subscriptions.call)
    create: Final = detailed(Subscriptions.create)
    get: Final = detailed(Subscriptions.get)
    update: Final = detailed(Subscriptions.update)
    cancel: Final = detailed(Subscriptions.cancel)
    pause: Final = detailed(Subscriptions.pause)
    resume: Final = detailed(Subscriptions.resume)


class AsyncSubscriptions(AsyncResource):
    """Subscriptions connect a customer to a plan, and renew every period until they are canceled."""

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
    """Subscriptions connect a customer to a plan, and renew every period until they are canceled. Each
    method returns status, headers and body too."""

    __slots__ = ()

    list: Final = async_detailed_page(list_subscriptions.call)
    create: Final = async_detailed(Subscriptions.create)
    get: Final = async_detailed(Subscriptions.get)
    update: Final = async_detailed(Subscriptions.update)
    cancel: Final = async_detailed(Subscriptions.cancel)
    pause: Final = async_detailed(Subscriptions.pause)
    resume: Final = async_detailed(Subscriptions.resume)
