# Generated from openapi/schemas/ and codegen/models.py: edit there, not here.
"""The Azotte API's objects as dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from msgspec import UNSET, UnsetType

from azotte._model import DataclassModel

SubscriptionStatus: TypeAlias = (
    Literal["trialing", "active", "past_due", "paused", "canceled"] | str
)
"""Where a subscription stands. `canceled` is final."""


PlanInterval: TypeAlias = Literal["day", "week", "month", "quarter", "year"] | str
"""How long one period of a plan lasts."""


@dataclass(kw_only=True)
class Plan(DataclassModel):
    """What a bundle costs and how often."""

    id: str
    """Names a plan."""
    object: Literal["plan"]
    """The kind of object."""
    amount: int
    """The price of one period, in the currency's minor unit."""
    currency: str
    """A currency as a lower-case ISO 4217 code."""
    interval: PlanInterval
    trial_days: int
    """Days that are free at the start; 0 for no trial."""


Metadata: TypeAlias = dict[str, str]


@dataclass(kw_only=True)
class Subscription(DataclassModel):
    """A customer's plan over time."""

    id: str
    """Names a subscription."""
    object: Literal["subscription"]
    """The kind of object."""
    customer: str
    """Who subscribes."""
    bundle: str
    """What is subscribed to."""
    plan: Plan
    """What it costs."""
    status: SubscriptionStatus
    current_period_start: int
    """When the running period began."""
    current_period_end: int
    """When the running period ends."""
    trial_end: int | None
    """When the trial ends or ended; `null` without one."""
    cancel_at_period_end: bool
    """Whether the subscription ends with the running period."""
    canceled_at: int | None
    """When it was canceled."""
    cancellation_reason: str | None
    """Why the subscription was canceled, for instance `customer_request`."""
    metadata: Metadata
    created: int
    """When the subscription was created."""


@dataclass(kw_only=True)
class SubscriptionList(DataclassModel):
    """One page of subscriptions, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Subscription]
    """The subscriptions of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


@dataclass(kw_only=True)
class ErrorDetails(DataclassModel):
    """What exactly was wrong. Its members depend on the code, and there may be others."""

    field: str | UnsetType = UNSET
    """The parameter or the member of the body, as a path such as `address.country`."""
    value: Any | UnsetType = UNSET
    """What was sent, shortened; never a secret."""
    constraint: str | UnsetType = UNSET
    """The rule that was broken, for instance `maxLength`."""
    expected: Any | UnsetType = UNSET
    """What the rule asks for."""
    required_permissions: list[str] | UnsetType = UNSET
    """The types of key that may call the operation."""


@dataclass(kw_only=True)
class Error(DataclassModel):
    """What went wrong."""

    code: str
    """What happened, for a program; an open set."""
    message: str
    """What happened and what to do, for a person."""
    type: str
    """The family of the code; an open set."""
    details: ErrorDetails | UnsetType = UNSET
    request_id: str | UnsetType = UNSET
    """The same value as the header `X-Request-Id`."""


@dataclass(kw_only=True)
class ErrorResponse(DataclassModel):
    """The body of every answer that is an error."""

    error: Error


@dataclass(kw_only=True)
class SubscriptionCreate(DataclassModel):
    """A new subscription. It starts with the plan's trial, or active where the plan has none."""

    customer: str
    """Who subscribes."""
    plan: str
    """The plan to subscribe to."""
    metadata: Metadata | UnsetType = UNSET


Proration: TypeAlias = Literal["immediate", "next_cycle", "none"]
"""When a change of plan takes effect and what is charged for it."""


@dataclass(kw_only=True)
class SubscriptionUpdate(DataclassModel):
    """
    What to change of a subscription. A member that is left out keeps its value; `metadata` is
    replaced as a whole.
    """

    plan: str | UnsetType = UNSET
    """The plan to change to."""
    proration: Proration | UnsetType = UNSET
    """When the change of plan takes effect; `immediate` if left out. Only together with `plan`."""
    metadata: Metadata | UnsetType = UNSET


@dataclass(kw_only=True)
class SubscriptionCancel(DataclassModel):
    """How to cancel."""

    at_period_end: bool | UnsetType = UNSET
    """Whether to end with the running period instead of at once."""
    reason: str | UnsetType = UNSET
    """Why, for your own records."""


@dataclass(kw_only=True)
class Address(DataclassModel):
    """A postal address."""

    line1: str | None
    """Street and number."""
    line2: str | None
    """Flat, floor or building."""
    city: str | None
    """City or town."""
    state: str | None
    """State, county or province."""
    postal_code: str | None
    """Postal code."""
    country: str | None
    """Country, as an ISO 3166-1 alpha-2 code."""


@dataclass(kw_only=True)
class Customer(DataclassModel):
    """A person or company that subscribes."""

    id: str
    """Names a customer."""
    object: Literal["customer"]
    """The kind of object."""
    name: str | None
    """The customer's full name."""
    email: str
    """Unique within the tenant and environment, whatever its case."""
    phone: str | None
    """A telephone number, as the customer writes it."""
    address: Address | None
    """Where bills go."""
    metadata: Metadata
    created: int
    """When the customer was created."""
    subscriptions: SubscriptionList | UnsetType = UNSET
    """
    The customer's newest subscriptions, at most ten; present only with
    `expand[]=subscriptions`.
    """


@dataclass(kw_only=True)
class CustomerList(DataclassModel):
    """One page of customers, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Customer]
    """The customers of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


@dataclass(kw_only=True)
class AddressInput(DataclassModel):
    """A postal address as it is sent. A member that is left out is `null`."""

    line1: str | None | UnsetType = UNSET
    """Street and number."""
    line2: str | None | UnsetType = UNSET
    """Flat, floor or building."""
    city: str | None | UnsetType = UNSET
    """City or town."""
    state: str | None | UnsetType = UNSET
    """State, county or province."""
    postal_code: str | None | UnsetType = UNSET
    """Postal code."""
    country: str | None | UnsetType = UNSET
    """Country, as an ISO 3166-1 alpha-2 code."""


@dataclass(kw_only=True)
class CustomerCreate(DataclassModel):
    """A new customer."""

    email: str
    """Must not belong to another customer of the tenant and environment."""
    name: str | None | UnsetType = UNSET
    """The customer's full name."""
    phone: str | None | UnsetType = UNSET
    """A telephone number, as the customer writes it."""
    address: AddressInput | None | UnsetType = UNSET
    """Where bills go."""
    metadata: Metadata | UnsetType = UNSET


CustomerExpansion: TypeAlias = Literal["subscriptions"]
"""What can be embedded in a customer."""


@dataclass(kw_only=True)
class CustomerUpdate(DataclassModel):
    """
    What to change of a customer. A member that is left out keeps its value; `null` clears it;
    `address` and `metadata` are replaced as a whole.
    """

    email: str | UnsetType = UNSET
    """Must not belong to another customer of the tenant and environment."""
    name: str | None | UnsetType = UNSET
    """The customer's full name."""
    phone: str | None | UnsetType = UNSET
    """A telephone number, as the customer writes it."""
    address: AddressInput | None | UnsetType = UNSET
    """Where bills go."""
    metadata: Metadata | UnsetType = UNSET


@dataclass(kw_only=True)
class DeletedCustomer(DataclassModel):
    """What is left of a deleted customer."""

    id: str
    """Names a customer."""
    object: Literal["customer"]
    """The kind of object."""
    deleted: Literal[True]
    """Always true."""


EntitlementKind: TypeAlias = Literal["boolean", "quantitative"] | str
"""What an entitlement grants."""


@dataclass(kw_only=True)
class Entitlement(DataclassModel):
    """What a customer may use, and the subscription that grants it."""

    id: str
    """Names an entitlement."""
    object: Literal["entitlement"]
    """The kind of object."""
    customer: str
    """Who holds it."""
    feature: str
    """A feature's name."""
    kind: EntitlementKind
    limit: int | None
    """How much of the feature is granted; `null` for a boolean one."""
    source: str
    """The subscription that grants it."""
    created: int
    """When it was granted."""


@dataclass(kw_only=True)
class EntitlementList(DataclassModel):
    """One page of entitlements, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Entitlement]
    """The entitlements of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


BundleType: TypeAlias = Literal["subscription", "product", "calculated"] | str
"""How a bundle is charged."""


@dataclass(kw_only=True)
class BundleEntitlement(DataclassModel):
    """A feature that a bundle grants."""

    feature: str
    """A feature's name."""
    kind: EntitlementKind
    limit: int | None
    """How much of the feature is granted; `null` for a boolean one."""


@dataclass(kw_only=True)
class Bundle(DataclassModel):
    """What is sold: features, with the plans that price them."""

    id: str
    """Names a bundle."""
    object: Literal["bundle"]
    """The kind of object."""
    name: str
    """The bundle's name."""
    description: str | None
    """What the bundle is."""
    type: BundleType
    entitlements: list[BundleEntitlement]
    """The features granted."""
    plans: list[Plan]
    """The plans to choose from."""
    created: int
    """When the bundle was created."""


@dataclass(kw_only=True)
class BundleList(DataclassModel):
    """One page of bundles, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Bundle]
    """The bundles of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


PaymentStatus: TypeAlias = (
    Literal["pending", "succeeded", "failed", "refunded", "partially_refunded"] | str
)
"""Where a payment stands."""


@dataclass(kw_only=True)
class Payment(DataclassModel):
    """Money taken, or tried to be taken, from a customer."""

    id: str
    """Names a payment."""
    object: Literal["payment"]
    """The kind of object."""
    customer: str
    """Who pays."""
    subscription: str | None
    """The subscription that is paid for, if any."""
    amount: int
    """Money in the currency's minor unit, for instance cents."""
    currency: str
    """A currency as a lower-case ISO 4217 code."""
    payment_method: str
    """
    Stands for a payment method. In the sandbox `tok_visa` succeeds, `tok_declined` fails, and
    `tok_disputed` succeeds and is disputed.
    """
    status: PaymentStatus
    amount_refunded: int
    """How much of it was given back."""
    failure_code: str | None
    """Why it failed, for instance `card_declined`; an open set."""
    created: int
    """When it was made."""


@dataclass(kw_only=True)
class PaymentList(DataclassModel):
    """One page of payments, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Payment]
    """The payments of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


@dataclass(kw_only=True)
class PaymentCreate(DataclassModel):
    """A new payment."""

    customer: str
    """Who pays."""
    amount: int
    """How much to take, in the currency's minor unit."""
    currency: str
    """A currency as a lower-case ISO 4217 code."""
    payment_method: str
    """
    Stands for a payment method. In the sandbox `tok_visa` succeeds, `tok_declined` fails, and
    `tok_disputed` succeeds and is disputed.
    """
    subscription: str | UnsetType = UNSET
    """The customer's subscription that is paid for."""


@dataclass(kw_only=True)
class PaymentRefund(DataclassModel):
    """What to give back."""

    amount: int | UnsetType = UNSET
    """How much to give back; all that is left if left out. Not more than is left."""
    reason: str | UnsetType = UNSET
    """Why, for your own records."""


@dataclass(kw_only=True)
class PreviousAttributes(DataclassModel):
    """The members that changed, with the values that they had before."""


@dataclass(kw_only=True)
class CustomerEventData(DataclassModel):
    """What an event is about."""

    object: Customer
    """The object as it is after the event."""
    previous_attributes: PreviousAttributes | UnsetType = UNSET


@dataclass(kw_only=True)
class EventRequest(DataclassModel):
    """The request that caused an event."""

    id: str
    """Names a request."""
    idempotency_key: str | None
    """The idempotency key of that request, if it had one."""


@dataclass(kw_only=True)
class CustomerCreatedEvent(DataclassModel):
    """A customer was created."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["customer.created"]
    """What happened."""
    created: int
    """When it happened."""
    data: CustomerEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class CustomerUpdatedEvent(DataclassModel):
    """A customer was changed."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["customer.updated"]
    """What happened."""
    created: int
    """When it happened."""
    data: CustomerEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class DeletedCustomerEventData(DataclassModel):
    """What an event is about."""

    object: DeletedCustomer
    """The object as it is after the event."""


@dataclass(kw_only=True)
class CustomerDeletedEvent(DataclassModel):
    """A customer was deleted."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["customer.deleted"]
    """What happened."""
    created: int
    """When it happened."""
    data: DeletedCustomerEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class SubscriptionEventData(DataclassModel):
    """What an event is about."""

    object: Subscription
    """The object as it is after the event."""
    previous_attributes: PreviousAttributes | UnsetType = UNSET


@dataclass(kw_only=True)
class SubscriptionCreatedEvent(DataclassModel):
    """A subscription was created."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["subscription.created"]
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class SubscriptionUpdatedEvent(DataclassModel):
    """A subscription was changed."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["subscription.updated"]
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class SubscriptionRenewedEvent(DataclassModel):
    """A new period of a subscription began."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["subscription.renewed"]
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class SubscriptionCancelledEvent(DataclassModel):
    """A subscription was canceled. The event has two l, the status one."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["subscription.cancelled"]
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class SubscriptionPausedEvent(DataclassModel):
    """A subscription was paused."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["subscription.paused"]
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class SubscriptionResumedEvent(DataclassModel):
    """A paused subscription runs again."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["subscription.resumed"]
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class SubscriptionTrialEndingEvent(DataclassModel):
    """A trial ends within three days."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["subscription.trial_ending"]
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class PaymentEventData(DataclassModel):
    """What an event is about."""

    object: Payment
    """The object as it is after the event."""
    previous_attributes: PreviousAttributes | UnsetType = UNSET


@dataclass(kw_only=True)
class PaymentSucceededEvent(DataclassModel):
    """A payment was taken."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["payment.succeeded"]
    """What happened."""
    created: int
    """When it happened."""
    data: PaymentEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class PaymentFailedEvent(DataclassModel):
    """A payment was not taken."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["payment.failed"]
    """What happened."""
    created: int
    """When it happened."""
    data: PaymentEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class PaymentRefundedEvent(DataclassModel):
    """A payment was given back, wholly or in part."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["payment.refunded"]
    """What happened."""
    created: int
    """When it happened."""
    data: PaymentEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


@dataclass(kw_only=True)
class PaymentDisputedEvent(DataclassModel):
    """The payer disputes a payment."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: Literal["payment.disputed"]
    """What happened."""
    created: int
    """When it happened."""
    data: PaymentEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


Event: TypeAlias = (
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
)
"""
Something that happened, told to your webhook endpoint. There may be other types; answer
them with 200 too. Events about one object come in the order in which they happened: the
next one comes when you have answered the one before.
"""
