# Generated from openapi/ and templates/models/pydantic.py.jinja: edit there, not here.
"""The objects of the Azotte API as pydantic models (`pip install 'azotte[pydantic]'`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from azotte._pydantic_base import Choose, Model, TypeAliasType


class CustomerCreatedEvent(Model):
    """Sent when a customer is created."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["customer.created"]
    """Type of the event, always `customer.created`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: CustomerEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class CustomerDeletedEvent(Model):
    """Sent when a customer is deleted."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["customer.deleted"]
    """Type of the event, always `customer.deleted`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: DeletedCustomerEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class CustomerUpdatedEvent(Model):
    """Sent when a customer is updated."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["customer.updated"]
    """Type of the event, always `customer.updated`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: CustomerEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class PaymentDisputedEvent(Model):
    """Sent when the payer disputes a payment."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["payment.disputed"]
    """Type of the event, always `payment.disputed`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: PaymentEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class PaymentFailedEvent(Model):
    """Sent when a payment fails."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["payment.failed"]
    """Type of the event, always `payment.failed`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: PaymentEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class PaymentRefundedEvent(Model):
    """Sent when a payment is refunded in full or in part."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["payment.refunded"]
    """Type of the event, always `payment.refunded`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: PaymentEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class PaymentSucceededEvent(Model):
    """Sent when a payment succeeds."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["payment.succeeded"]
    """Type of the event, always `payment.succeeded`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: PaymentEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class SubscriptionCancelledEvent(Model):
    """Sent when a subscription is canceled. The event type is spelled `cancelled`, the status
    `canceled`.
    """

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["subscription.cancelled"]
    """Type of the event, always `subscription.cancelled`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: SubscriptionEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class SubscriptionCreatedEvent(Model):
    """Sent when a subscription is created."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["subscription.created"]
    """Type of the event, always `subscription.created`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: SubscriptionEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class SubscriptionPausedEvent(Model):
    """Sent when a subscription is paused."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["subscription.paused"]
    """Type of the event, always `subscription.paused`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: SubscriptionEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class SubscriptionRenewedEvent(Model):
    """Sent when a new period of a subscription starts."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["subscription.renewed"]
    """Type of the event, always `subscription.renewed`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: SubscriptionEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class SubscriptionResumedEvent(Model):
    """Sent when a paused subscription is resumed."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["subscription.resumed"]
    """Type of the event, always `subscription.resumed`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: SubscriptionEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class SubscriptionTrialEndingEvent(Model):
    """Sent when a trial ends within three days."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["subscription.trial_ending"]
    """Type of the event, always `subscription.trial_ending`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: SubscriptionEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class SubscriptionUpdatedEvent(Model):
    """Sent when a subscription is updated, for example when its plan changes or it becomes `past_due`."""

    id: str
    """Unique identifier of the event. Every delivery of one event has the same ID."""
    object: Literal["event"]
    """Type of the object, always `event`."""
    type: Literal["subscription.updated"]
    """Type of the event, always `subscription.updated`."""
    created: int
    """Time at which the event occurred, in Unix seconds."""
    data: SubscriptionEventData
    request: EventRequest | None = None
    """Request that caused the event, or `null` if no request did, for example when a period ended.
    """


class UnknownEvent(Model):
    """An event of a type that this version does not know."""

    id: str
    object: Literal["event"]
    if TYPE_CHECKING:
        type: Literal["unknown"]
    else:
        type: str
    created: int
    data: dict[str, Any]


Event = TypeAliasType(
    "Event",
    Annotated[
        CustomerCreatedEvent
        | CustomerUpdatedEvent
        | CustomerDeletedEvent
        | SubscriptionCreatedEvent
        | SubscriptionUpdatedEvent
        | SubscriptionRenewedEvent
        | SubscriptionCancelledEvent
        | SubscriptionPausedEvent
        | SubscriptionResumedEvent
        | SubscriptionTrialEndingEvent
        | PaymentSucceededEvent
        | PaymentFailedEvent
        | PaymentRefundedEvent
        | PaymentDisputedEvent
        | UnknownEvent,
        Choose(
            "type",
            lambda: {
                "customer.created": CustomerCreatedEvent,
                "customer.updated": CustomerUpdatedEvent,
                "customer.deleted": CustomerDeletedEvent,
                "subscription.created": SubscriptionCreatedEvent,
                "subscription.updated": SubscriptionUpdatedEvent,
                "subscription.renewed": SubscriptionRenewedEvent,
                "subscription.cancelled": SubscriptionCancelledEvent,
                "subscription.paused": SubscriptionPausedEvent,
                "subscription.resumed": SubscriptionResumedEvent,
                "subscription.trial_ending": SubscriptionTrialEndingEvent,
                "payment.succeeded": PaymentSucceededEvent,
                "payment.failed": PaymentFailedEvent,
                "payment.refunded": PaymentRefundedEvent,
                "payment.disputed": PaymentDisputedEvent,
            },
            UnknownEvent,
        ),
    ],
)
"""Event that is sent to your webhook endpoint. Other types can be added: return 200 for an unknown
type too. Events about one object are sent in the order in which they occurred, each after the
previous one was acknowledged.
"""


SubscriptionStatus = TypeAliasType(
    "SubscriptionStatus", Literal["trialing", "active", "past_due", "paused", "canceled"] | str
)
"""Status of the subscription. `canceled` is final."""


PlanInterval = TypeAliasType(
    "PlanInterval", Literal["day", "week", "month", "quarter", "year"] | str
)
"""Length of one billing period."""


class Plan(Model):
    """Price of a bundle and how often it is charged."""

    id: str
    """Unique identifier of the plan."""
    object: Literal["plan"]
    """Type of the object, always `plan`."""
    amount: int
    """Price of one period, in the minor unit of the currency."""
    currency: str
    """Three-letter currency code in lowercase (ISO 4217)."""
    interval: PlanInterval
    trial_days: int
    """Length of the free trial in days, 0 to 730. 0 means no trial."""


Metadata = TypeAliasType("Metadata", dict[str, str])
"""Your own key-value pairs, up to 50. Keys have up to 40 characters, values up to 500. The platform
does not use them.
"""


class Subscription(Model):
    """Subscription of a customer to a plan of a bundle."""

    id: str
    """Unique identifier of the subscription."""
    object: Literal["subscription"]
    """Type of the object, always `subscription`."""
    customer: str
    """ID of the customer who owns the subscription."""
    bundle: str
    """ID of the bundle that the plan belongs to."""
    plan: Plan
    """Current plan of the subscription."""
    status: SubscriptionStatus
    current_period_start: int
    """Start of the current period, in Unix seconds."""
    current_period_end: int
    """End of the current period, in Unix seconds."""
    trial_end: int | None
    """End of the trial, in Unix seconds, or `null` if the subscription has no trial."""
    cancel_at_period_end: bool
    """Whether the subscription is canceled at the end of the current period."""
    canceled_at: int | None
    """Time at which the subscription was canceled, in Unix seconds, or `null` if it is not canceled.
    """
    cancellation_reason: str | None
    """Reason for the cancellation, for example `customer_request`, or `null` if no cancellation was
    requested.
    """
    metadata: Metadata
    created: int
    """Time at which the subscription was created, in Unix seconds."""


class SubscriptionList(Model):
    """Page of subscriptions, newest first."""

    object: Literal["list"]
    """Type of the object, always `list`."""
    data: list[Subscription]
    """Subscriptions on this page."""
    has_more: bool
    """Whether there are more objects after this page, or before it when paging with `ending_before`.
    """


class SubscriptionCreate(Model):
    """Subscription to create."""

    customer: str
    """ID of the customer who subscribes."""
    plan: str
    """ID of the plan to subscribe to."""
    metadata: Metadata | None = None


class ErrorDetails(Model):
    """Details of the error. Its fields depend on the code, and other fields can be added."""

    field: str | None = None
    """Parameter or body field that caused the error. A nested field is a path such as
    `address.country`.
    """
    value: Any = None
    """Value that was sent, shortened. Never a secret."""
    constraint: str | None = None
    """Constraint that the value violates, for example `maxLength`."""
    expected: Any = None
    """Value that the constraint expects."""
    required_permissions: list[str] | None = None
    """Types of API key that can call the operation."""


class Error(Model):
    """Error that a request caused. Handle it by its `type` first, then by its `code`."""

    code: str
    """Code of the error, for programs. Values can be added."""
    message: str
    """Description of the error and how to fix it, for people. The text can change."""
    type: str
    """Type of the error, which groups related codes. Values can be added."""
    details: ErrorDetails | None = None
    request_id: str | None = None
    """Unique identifier of the request. Same value as the header `X-Request-Id`."""


class ErrorResponse(Model):
    """Body of every error response."""

    error: Error


Proration = TypeAliasType("Proration", Literal["immediate", "next_cycle", "none"])
"""When a plan change takes effect and what it charges."""


class SubscriptionUpdate(Model):
    """Fields of the subscription to update. A field that is not in the body keeps its value.
    `metadata` is replaced as a whole.
    """

    plan: str | None = None
    """ID of the plan to change to."""
    proration: Proration | None = None
    """When the plan change takes effect. Defaults to `immediate`. Requires `plan`."""
    metadata: Metadata | None = None


class SubscriptionCancel(Model):
    """When to cancel, and why."""

    at_period_end: bool | None = None
    """Whether to cancel at the end of the current period instead of immediately. Defaults to false.
    """
    reason: str | None = None
    """Reason for the cancellation, for your own records."""


class Address(Model):
    """Postal address."""

    line1: str | None
    """Street and house number."""
    line2: str | None
    """Apartment, floor or building."""
    city: str | None
    """City or town."""
    state: str | None
    """State, county or province."""
    postal_code: str | None
    """Postal code."""
    country: str | None
    """Two-letter country code (ISO 3166-1 alpha-2)."""


class Customer(Model):
    """Person or company that subscribes to bundles."""

    id: str
    """Unique identifier of the customer."""
    object: Literal["customer"]
    """Type of the object, always `customer`."""
    name: str | None
    """Full name of the customer."""
    email: str
    """Email address of the customer. Unique within the tenant and environment, ignoring case."""
    phone: str | None
    """Phone number of the customer, in any format."""
    address: Address | None
    """Billing address of the customer."""
    metadata: Metadata
    created: int
    """Time at which the customer was created, in Unix seconds."""
    subscriptions: SubscriptionList | None = None
    """Up to 10 of the customer's newest subscriptions. Present only if the request has
    `expand[]=subscriptions`.
    """


class CustomerList(Model):
    """Page of customers, newest first."""

    object: Literal["list"]
    """Type of the object, always `list`."""
    data: list[Customer]
    """Customers on this page."""
    has_more: bool
    """Whether there are more objects after this page, or before it when paging with `ending_before`.
    """


class AddressInput(Model):
    """Postal address in a request. Fields that are not in the request are set to `null`."""

    line1: str | None = None
    """Street and house number."""
    line2: str | None = None
    """Apartment, floor or building."""
    city: str | None = None
    """City or town."""
    state: str | None = None
    """State, county or province."""
    postal_code: str | None = None
    """Postal code."""
    country: str | None = None
    """Two-letter country code (ISO 3166-1 alpha-2)."""


class CustomerCreate(Model):
    """Customer to create."""

    email: str
    """Email address of the customer. No other customer of the tenant and environment can have the same
    address.
    """
    name: str | None = None
    """Full name of the customer."""
    phone: str | None = None
    """Phone number of the customer, in any format."""
    address: AddressInput | None = None
    """Billing address of the customer."""
    metadata: Metadata | None = None


CustomerExpansion = TypeAliasType("CustomerExpansion", Literal["subscriptions"])
"""Related objects that a customer can include."""


class CustomerUpdate(Model):
    """Fields of the customer to update. A field that is not in the body keeps its value, and `null`
    clears a field. `address` and `metadata` are replaced as a whole.
    """

    email: str | None = None
    """Email address of the customer. No other customer of the tenant and environment can have the same
    address.
    """
    name: str | None = None
    """Full name of the customer."""
    phone: str | None = None
    """Phone number of the customer, in any format."""
    address: AddressInput | None = None
    """Billing address of the customer."""
    metadata: Metadata | None = None


class DeletedCustomer(Model):
    """Deleted customer."""

    id: str
    """Unique identifier of the customer."""
    object: Literal["customer"]
    """Type of the object, always `customer`."""
    deleted: bool
    """Whether the customer is deleted, always `true`."""


EntitlementKind = TypeAliasType("EntitlementKind", Literal["boolean", "quantitative"] | str)
"""How the feature is granted."""


class Entitlement(Model):
    """Feature that a customer can use, and the subscription that grants it."""

    id: str
    """Unique identifier of the entitlement."""
    object: Literal["entitlement"]
    """Type of the object, always `entitlement`."""
    customer: str
    """ID of the customer who holds the entitlement."""
    feature: str
    """Name of the feature."""
    kind: EntitlementKind
    limit: int | None
    """Quantity of the feature that is granted, or `null` if the kind is `boolean`."""
    source: str
    """ID of the subscription that grants the entitlement."""
    created: int
    """Time at which the entitlement was granted, in Unix seconds."""


class EntitlementList(Model):
    """Page of entitlements, newest first."""

    object: Literal["list"]
    """Type of the object, always `list`."""
    data: list[Entitlement]
    """Entitlements on this page."""
    has_more: bool
    """Whether there are more objects after this page, or before it when paging with `ending_before`.
    """


BundleType = TypeAliasType("BundleType", Literal["subscription", "product", "calculated"] | str)
"""How the bundle is charged."""


class BundleEntitlement(Model):
    """Feature that a bundle grants."""

    feature: str
    """Name of the feature."""
    kind: EntitlementKind
    limit: int | None
    """Quantity of the feature that is granted, or `null` if the kind is `boolean`."""


class Bundle(Model):
    """Product that customers can subscribe to. A bundle grants features and has one or more plans that
    set its price.
    """

    id: str
    """Unique identifier of the bundle."""
    object: Literal["bundle"]
    """Type of the object, always `bundle`."""
    name: str
    """Name of the bundle."""
    description: str | None
    """Description of the bundle, or `null` if it has none."""
    type: BundleType
    entitlements: list[BundleEntitlement]
    """Features that the bundle grants."""
    plans: list[Plan]
    """Plans that customers can subscribe to."""
    created: int
    """Time at which the bundle was created, in Unix seconds."""


class BundleList(Model):
    """Page of bundles, newest first."""

    object: Literal["list"]
    """Type of the object, always `list`."""
    data: list[Bundle]
    """Bundles on this page."""
    has_more: bool
    """Whether there are more objects after this page, or before it when paging with `ending_before`.
    """


PaymentStatus = TypeAliasType(
    "PaymentStatus",
    Literal["pending", "succeeded", "failed", "refunded", "partially_refunded"] | str,
)
"""Status of the payment."""


class Payment(Model):
    """Payment by a customer, whether it succeeded or not."""

    id: str
    """Unique identifier of the payment."""
    object: Literal["payment"]
    """Type of the object, always `payment`."""
    customer: str
    """ID of the customer who pays."""
    subscription: str | None
    """ID of the subscription that the payment is for, or `null` if there is none."""
    amount: int
    """Amount in the minor unit of the currency, for example cents."""
    currency: str
    """Three-letter currency code in lowercase (ISO 4217)."""
    payment_method: str
    """Token of the payment method. In the sandbox, the token decides the result: | Token | Result | |
    --- | --- | | `tok_visa`, and any other | Succeeds. | | `tok_declined` | Fails with
    `card_declined`. | | `tok_insufficient_funds` | Fails with `insufficient_funds`. | |
    `tok_expired_card` | Fails with `expired_card`. | | `tok_incorrect_cvc` | Fails with
    `incorrect_cvc`. | | `tok_processing_error` | Fails with `processing_error`. | |
    `tok_authentication_required` | Fails with `authentication_required`. | | `tok_lost_card`,
    `tok_stolen_card`, `tok_fraudulent` | Fails with the code of the same name: `lost_card`,
    `stolen_card`, `fraudulent`. | | `tok_disputed` | Succeeds, and is then disputed. | Only the
    sandbox treats tokens this way.
    """
    status: PaymentStatus
    amount_refunded: int
    """Amount that was refunded, in the minor unit of the currency."""
    failure_code: str | None
    """Reason for the failure, for example `card_declined`, or `null` if the payment did not fail.
    Values can be added.
    """
    created: int
    """Time at which the payment was created, in Unix seconds."""


class PaymentList(Model):
    """Page of payments, newest first."""

    object: Literal["list"]
    """Type of the object, always `list`."""
    data: list[Payment]
    """Payments on this page."""
    has_more: bool
    """Whether there are more objects after this page, or before it when paging with `ending_before`.
    """


class PaymentCreate(Model):
    """Payment to create."""

    customer: str
    """ID of the customer who pays."""
    amount: int
    """Amount to charge, in the minor unit of the currency."""
    currency: str
    """Three-letter currency code in lowercase (ISO 4217)."""
    payment_method: str
    """Token of the payment method. In the sandbox, the token decides the result: | Token | Result | |
    --- | --- | | `tok_visa`, and any other | Succeeds. | | `tok_declined` | Fails with
    `card_declined`. | | `tok_insufficient_funds` | Fails with `insufficient_funds`. | |
    `tok_expired_card` | Fails with `expired_card`. | | `tok_incorrect_cvc` | Fails with
    `incorrect_cvc`. | | `tok_processing_error` | Fails with `processing_error`. | |
    `tok_authentication_required` | Fails with `authentication_required`. | | `tok_lost_card`,
    `tok_stolen_card`, `tok_fraudulent` | Fails with the code of the same name: `lost_card`,
    `stolen_card`, `fraudulent`. | | `tok_disputed` | Succeeds, and is then disputed. | Only the
    sandbox treats tokens this way.
    """
    subscription: str | None = None
    """ID of the subscription that the payment is for. It must belong to the customer."""


class PaymentRefund(Model):
    """Amount and reason of the refund."""

    amount: int | None = None
    """Amount to refund, up to what has not been refunded yet. Defaults to all of it."""
    reason: str | None = None
    """Reason for the refund, for your own records."""


PreviousAttributes = TypeAliasType("PreviousAttributes", dict[str, Any])
"""Fields that changed, with their previous values."""


class CustomerEventData(Model):
    """Object that the event is about."""

    object: Customer
    """Customer after the event."""
    previous_attributes: PreviousAttributes | None = None


class EventRequest(Model):
    """Request that caused an event."""

    id: str
    """Unique identifier of the request."""
    idempotency_key: str | None
    """Idempotency key of the request, or `null` if it had none."""


class DeletedCustomerEventData(Model):
    """Object that the event is about."""

    object: DeletedCustomer


class SubscriptionEventData(Model):
    """Object that the event is about."""

    object: Subscription
    """Subscription after the event."""
    previous_attributes: PreviousAttributes | None = None


class PaymentEventData(Model):
    """Object that the event is about."""

    object: Payment
    """Payment after the event."""
    previous_attributes: PreviousAttributes | None = None
