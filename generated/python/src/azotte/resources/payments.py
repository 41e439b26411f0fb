# Generated from openapi/ and templates/python/resource.py.jinja: edit there, not here.
"""Payments charge customers, for a subscription or once, and can be refunded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

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
from azotte.api.payments import create_payment, get_payment, list_payments, refund_payment

if TYPE_CHECKING:
    from azotte.models import typeddicts


class Payments(Resource):
    """Payments charge customers, for a subscription or once, and can be refunded."""

    __slots__ = ()

    @property
    def with_detail(self) -> PaymentsWithDetail:
        """The same methods, returning status, headers, request ID, attempts and body beside the result."""
        return PaymentsWithDetail(self._client)

    def list(
        self,
        *,
        limit: int | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
    ) -> Page[models.PaymentList, models.Payment]:
        """Returns the tenant's payments, newest first.

        Args:
            limit: Number of objects to return, 1 to 100. Defaults to 10.
            starting_after: Cursor for the next page: returns the payments created before the one
                with this ID, even if that one has been deleted since.
            ending_before: Cursor for the previous page: returns the payments created after the one
                with this ID. Can be combined with `starting_after`.
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
            "timeout": timeout,
        }
        return self._list(Walk(list_payments.call, arguments, list_payments.PAGINATION, max_items))

    def create(
        self,
        *,
        customer: str,
        amount: int,
        currency: str,
        payment_method: str,
        subscription: str | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Payment:
        """Charges a customer. A declined payment returns 201 too: its `status` is `failed` and
        `failure_code` says why.

        Returns 404 if the customer or subscription does not exist, or if the subscription belongs
        to another customer; `details.field` says which.

        Args:
            customer: ID of the customer who pays.
            subscription: ID of the subscription that the payment is for. It must belong to the
                customer.
            amount: Amount to charge, in the minor unit of the currency.
            currency: Three-letter currency code in lowercase (ISO 4217).
            payment_method: Token of the payment method. In the sandbox, the token decides the
                result: | Token | Result | | --- | --- | | `tok_visa`, and any other | Succeeds. | |
                `tok_declined` | Fails with `card_declined`. | | `tok_insufficient_funds` | Fails
                with `insufficient_funds`. | | `tok_expired_card` | Fails with `expired_card`. | |
                `tok_incorrect_cvc` | Fails with `incorrect_cvc`. | | `tok_processing_error` | Fails
                with `processing_error`. | | `tok_authentication_required` | Fails with
                `authentication_required`. | | `tok_lost_card`, `tok_stolen_card`, `tok_fraudulent`
                | Fails with the code of the same name: `lost_card`, `stolen_card`, `fraudulent`. |
                | `tok_disputed` | Succeeds, and is then disputed. | Only the sandbox treats tokens
                this way.
            idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up
                to 255 characters. See "Idempotent requests" in the API reference.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast(
            "typeddicts.PaymentCreate",
            given(
                {
                    "customer": customer,
                    "subscription": subscription,
                    "amount": amount,
                    "currency": currency,
                    "payment_method": payment_method,
                }
            ),
        )
        return self._send(
            create_payment.call(body=body, idempotency_key=idempotency_key, timeout=timeout)
        )

    def get(self, payment_id: str, *, timeout: float | None = None) -> models.Payment:
        """Returns a payment.

        Args:
            payment_id: ID of the payment.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, RateLimitError, ServerError.
        """
        return self._send(get_payment.call(payment_id, timeout=timeout))

    def refund(
        self,
        payment_id: str,
        *,
        amount: int | UnsetType = UNSET,
        reason: str | UnsetType = UNSET,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Payment:
        """Refunds a payment in full or in part. Without a body, everything that has not been refunded
        yet is refunded.

        Returns 422 `out_of_range` if `amount` is more than that. Returns 409 `invalid_state` if the
        payment did not succeed or is fully refunded.

        Args:
            payment_id: ID of the payment.
            amount: Amount to refund, up to what has not been refunded yet. Defaults to all of it.
            reason: Reason for the refund, for your own records.
            idempotency_key: Unique key that makes the request safe to retry, for example a UUID. Up
                to 255 characters. See "Idempotent requests" in the API reference.
            timeout: Seconds that one attempt may take. Defaults to the client's `timeout`.

        Raises:
            APIError: The call failed. Error responses raise ValidationError, AuthenticationError,
                NotFoundError, ConflictError, RateLimitError, ServerError.
        """
        body = cast("typeddicts.PaymentRefund", given({"amount": amount, "reason": reason}))
        return self._send(
            refund_payment.call(
                payment_id, body=body or None, idempotency_key=idempotency_key, timeout=timeout
            )
        )


class PaymentsWithDetail(DetailedResource):
    """Payments charge customers, for a subscription or once, and can be refunded. Each method returns
    status, headers and body too."""

    __slots__ = ()

    list: Final = detailed_page(list_payments.call)
    create: Final = detailed(Payments.create)
    get: Final = detailed(Payments.get)
    refund: Final = detailed(Payments.refund)


class AsyncPayments(AsyncResource):
    """Payments charge customers, for a subscription or once, and can be refunded."""

    __slots__ = ()

    @property
    def with_detail(self) -> AsyncPaymentsWithDetail:
        """The same methods, returning status, headers, request ID, attempts and body beside the result."""
        return AsyncPaymentsWithDetail(self._client)

    list: Final = async_list(Payments.list)
    create: Final = asynchronous(Payments.create)
    get: Final = asynchronous(Payments.get)
    refund: Final = asynchronous(Payments.refund)


class AsyncPaymentsWithDetail(AsyncDetailedResource):
    """Payments charge customers, for a subscription or once, and can be refunded. Each method returns
    status, headers and body too."""

    __slots__ = ()

    list: Final = async_detailed_page(list_payments.call)
    create: Final = async_detailed(Payments.create)
    get: Final = async_detailed(Payments.get)
    refund: Final = async_detailed(Payments.refund)
