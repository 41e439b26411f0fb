# Generated from openapi/ and templates/python/resource.py.jinja: edit there, not here.
"""Money taken and given back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

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
from azotte.api.payments import create_payment, get_payment, list_payments, refund_payment

if TYPE_CHECKING:
    from azotte.models import typeddicts


class Payments(Resource):
    """Money taken and given back."""

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
        """Lists the tenant's payments, newest first.

        Args:
            limit: How many objects a page has at most.
            starting_after: List what is older than the payment with this id. It may have been
                deleted since.
            ending_before: List what is newer than the payment with this id, newest first; of more
                than a page, those nearest to it. With `starting_after` too, what lies between the
                two.
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
        """Takes a payment. A payment that is declined is answered with 201 too: its `status` is
        `failed` and `failure_code` says why.

        A customer or subscription that does not exist, or a subscription of another customer, is a
        404 that names the field.

        Args:
            customer: Who pays.
            subscription: The customer's subscription that is paid for.
            amount: How much to take, in the currency's minor unit.
            currency: A currency as a lower-case ISO 4217 code.
            payment_method: Stands for a payment method. In the sandbox `tok_visa` succeeds,
                `tok_declined` fails, and `tok_disputed` succeeds and is disputed.
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
        """Reads one payment.

        Args:
            payment_id: The payment's id.
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
        """Gives a payment back, wholly or in part. More than is left is a 422 `out_of_range`; a
        payment that did not succeed is a 409 `invalid_state`.

        Args:
            payment_id: The payment's id.
            amount: How much to give back; all that is left if left out. Not more than is left.
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
        body = cast("typeddicts.PaymentRefund", given({"amount": amount, "reason": reason}))
        return self._send(
            refund_payment.call(
                payment_id, body=body or None, idempotency_key=idempotency_key, timeout=timeout
            )
        )


class PaymentsWithDetail(DetailedResource):
    """Money taken and given back. Each method returns status, headers and body too."""

    __slots__ = ()

    list: Final = detailed_page(list_payments.call)
    create: Final = detailed(Payments.create)
    get: Final = detailed(Payments.get)
    refund: Final = detailed(Payments.refund)


class AsyncPayments(AsyncResource):
    """Money taken and given back."""

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
    """Money taken and given back. Each method returns status, headers and body too."""

    __slots__ = ()

    list: Final = async_detailed_page(list_payments.call)
    create: Final = async_detailed(Payments.create)
    get: Final = async_detailed(Payments.get)
    refund: Final = async_detailed(Payments.refund)
