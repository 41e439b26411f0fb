# Generated from openapi/schemas/ and codegen/models.py: edit there, not here.
"""The Azotte API's objects as msgspec structs: what the client decodes into."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, TypeAlias

from msgspec import UNSET, UnsetType, field

from azotte._model import Model

SubscriptionStatus: TypeAlias = (
    Literal["trialing", "active", "past_due", "paused", "canceled"] | str
)
"""Where a subscription stands. `canceled` is final."""


PlanInterval: TypeAlias = Literal["day", "week", "month", "quarter", "year"] | str
"""How long one period of a plan lasts."""


class Plan(Model, kw_only=True):
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


class Subscription(Model, kw_only=True):
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


class SubscriptionList(Model, kw_only=True):
    """One page of subscriptions, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Subscription]
    """The subscriptions of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


class ErrorDetails(Model, kw_only=True):
    """What exactly was wrong. Its members depend on the code, and there may be others."""

    field_: str | UnsetType = field(name="field", default=UNSET)
    """The parameter or the member of the body, as a path such as `address.country`."""
    value: Any | UnsetType = UNSET
    """What was sent, shortened; never a secret."""
    constraint: str | UnsetType = UNSET
    """The rule that was broken, for instance `maxLength`."""
    expected: Any | UnsetType = UNSET
    """What the rule asks for."""
    required_permissions: list[str] | UnsetType = UNSET
    """The types of key that may call the operation."""


class Error(Model, kw_only=True):
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


class ErrorResponse(Model, kw_only=True):
    """The body of every answer that is an error."""

    error: Error


class SubscriptionCreate(Model, kw_only=True):
    """A new subscription. It starts with the plan's trial, or active where the plan has none."""

    customer: str
    """Who subscribes."""
    plan: str
    """The plan to subscribe to."""
    metadata: Metadata | UnsetType = UNSET


Proration: TypeAlias = Literal["immediate", "next_cycle", "none"]
"""When a change of plan takes effect and what is charged for it."""


class SubscriptionUpdate(Model, kw_only=True):
    """
    What to change of a subscription. A member that is left out keeps its value; `metadata` is
    replaced as a whole.
    """

    plan: str | UnsetType = UNSET
    """The plan to change to."""
    proration: Proration | UnsetType = UNSET
    """When the change of plan takes effect; `immediate` if left out. Only together with `plan`."""
    metadata: Metadata | UnsetType = UNSET


class SubscriptionCancel(Model, kw_only=True):
    """How to cancel."""

    at_period_end: bool | UnsetType = UNSET
    """Whether to end with the running period instead of at once."""
    reason: str | UnsetType = UNSET
    """Why, for your own records."""


class Address(Model, kw_only=True):
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


class Customer(Model, kw_only=True):
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


class CustomerList(Model, kw_only=True):
    """One page of customers, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Customer]
    """The customers of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


class AddressInput(Model, kw_only=True):
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


class CustomerCreate(Model, kw_only=True):
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


class CustomerUpdate(Model, kw_only=True):
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


class DeletedCustomer(Model, kw_only=True):
    """What is left of a deleted customer."""

    id: str
    """Names a customer."""
    object: Literal["customer"]
    """The kind of object."""
    deleted: bool
    """Always true."""


EntitlementKind: TypeAlias = Literal["boolean", "quantitative"] | str
"""What an entitlement grants."""


class Entitlement(Model, kw_only=True):
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


class EntitlementList(Model, kw_only=True):
    """One page of entitlements, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Entitlement]
    """The entitlements of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


BundleType: TypeAlias = Literal["subscription", "product", "calculated"] | str
"""How a bundle is charged."""


class BundleEntitlement(Model, kw_only=True):
    """A feature that a bundle grants."""

    feature: str
    """A feature's name."""
    kind: EntitlementKind
    limit: int | None
    """How much of the feature is granted; `null` for a boolean one."""


class Bundle(Model, kw_only=True):
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


class BundleList(Model, kw_only=True):
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


class Payment(Model, kw_only=True):
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


class PaymentList(Model, kw_only=True):
    """One page of payments, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Payment]
    """The payments of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


class PaymentCreate(Model, kw_only=True):
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


class PaymentRefund(Model, kw_only=True):
    """What to give back."""

    amount: int | UnsetType = UNSET
    """How much to give back; all that is left if left out. Not more than is left."""
    reason: str | UnsetType = UNSET
    """Why, for your own records."""


class PreviousAttributes(Model, kw_only=True):
    """The members that changed, with the values that they had before."""


class CustomerEventData(Model, kw_only=True):
    """What an event is about."""

    object: Customer
    """The object as it is after the event."""
    previous_attributes: PreviousAttributes | UnsetType = UNSET


class EventRequest(Model, kw_only=True):
    """The request that caused an event."""

    id: str
    """Names a request."""
    idempotency_key: str | None
    """The idempotency key of that request, if it had one."""


class CustomerCreatedEvent(Model, kw_only=True, tag_field="type", tag="customer.created"):
    """A customer was created."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["customer.created"]] = "customer.created"
    """What happened."""
    created: int
    """When it happened."""
    data: CustomerEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class CustomerUpdatedEvent(Model, kw_only=True, tag_field="type", tag="customer.updated"):
    """A customer was changed."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["customer.updated"]] = "customer.updated"
    """What happened."""
    created: int
    """When it happened."""
    data: CustomerEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class DeletedCustomerEventData(Model, kw_only=True):
    """What an event is about."""

    object: DeletedCustomer
    """The object as it is after the event."""


class CustomerDeletedEvent(Model, kw_only=True, tag_field="type", tag="customer.deleted"):
    """A customer was deleted."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["customer.deleted"]] = "customer.deleted"
    """What happened."""
    created: int
    """When it happened."""
    data: DeletedCustomerEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class SubscriptionEventData(Model, kw_only=True):
    """What an event is about."""

    object: Subscription
    """The object as it is after the event."""
    previous_attributes: PreviousAttributes | UnsetType = UNSET


class SubscriptionCreatedEvent(Model, kw_only=True, tag_field="type", tag="subscription.created"):
    """A subscription was created."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["subscription.created"]] = "subscription.created"
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class SubscriptionUpdatedEvent(Model, kw_only=True, tag_field="type", tag="subscription.updated"):
    """A subscription was changed."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["subscription.updated"]] = "subscription.updated"
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class SubscriptionRenewedEvent(Model, kw_only=True, tag_field="type", tag="subscription.renewed"):
    """A new period of a subscription began."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["subscription.renewed"]] = "subscription.renewed"
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class SubscriptionCancelledEvent(
    Model, kw_only=True, tag_field="type", tag="subscription.cancelled"
):
    """A subscription was canceled. The event has two l, the status one."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["subscription.cancelled"]] = "subscription.cancelled"
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class SubscriptionPausedEvent(Model, kw_only=True, tag_field="type", tag="subscription.paused"):
    """A subscription was paused."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["subscription.paused"]] = "subscription.paused"
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class SubscriptionResumedEvent(Model, kw_only=True, tag_field="type", tag="subscription.resumed"):
    """A paused subscription runs again."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["subscription.resumed"]] = "subscription.resumed"
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class SubscriptionTrialEndingEvent(
    Model, kw_only=True, tag_field="type", tag="subscription.trial_ending"
):
    """A trial ends within three days."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["subscription.trial_ending"]] = "subscription.trial_ending"
    """What happened."""
    created: int
    """When it happened."""
    data: SubscriptionEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class PaymentEventData(Model, kw_only=True):
    """What an event is about."""

    object: Payment
    """The object as it is after the event."""
    previous_attributes: PreviousAttributes | UnsetType = UNSET


class PaymentSucceededEvent(Model, kw_only=True, tag_field="type", tag="payment.succeeded"):
    """A payment was taken."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["payment.succeeded"]] = "payment.succeeded"
    """What happened."""
    created: int
    """When it happened."""
    data: PaymentEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class PaymentFailedEvent(Model, kw_only=True, tag_field="type", tag="payment.failed"):
    """A payment was not taken."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["payment.failed"]] = "payment.failed"
    """What happened."""
    created: int
    """When it happened."""
    data: PaymentEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class PaymentRefundedEvent(Model, kw_only=True, tag_field="type", tag="payment.refunded"):
    """A payment was given back, wholly or in part."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["payment.refunded"]] = "payment.refunded"
    """What happened."""
    created: int
    """When it happened."""
    data: PaymentEventData
    request: EventRequest | None | UnsetType = UNSET
    """The request that caused it; `null` where time did."""


class PaymentDisputedEvent(Model, kw_only=True, tag_field="type", tag="payment.disputed"):
    """The payer disputes a payment."""

    id: str
    """Names an event. The same id over every delivery of it."""
    object: Literal["event"]
    """The kind of object."""
    type: ClassVar[Literal["payment.disputed"]] = "payment.disputed"
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
