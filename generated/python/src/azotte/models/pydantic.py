# Generated from openapi/schemas/ and codegen/models.py: edit there, not here.
"""The Azotte API's objects as pydantic models (`pip install 'azotte[pydantic]'`)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from azotte._pydantic import ConfigDict, Field, Model, TypeAliasType

SubscriptionStatus = TypeAliasType(
    "SubscriptionStatus", Literal["trialing", "active", "past_due", "paused", "canceled"] | str
)
"""Where a subscription stands. `canceled` is final."""


PlanInterval = TypeAliasType(
    "PlanInterval", Literal["day", "week", "month", "quarter", "year"] | str
)
"""How long one period of a plan lasts."""


class Plan(Model):
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


Metadata = TypeAliasType("Metadata", dict[str, str])
"""Your own notes on the object, as strings. The platform does not read them."""


class Subscription(Model):
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


class SubscriptionList(Model):
    """One page of subscriptions, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Subscription]
    """The subscriptions of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


class ErrorDetails(Model):
    """What exactly was wrong. Its members depend on the code, and there may be others."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow",
    )
    field: str | None = None
    """The parameter or the member of the body, as a path such as `address.country`."""
    value: Any | None = None
    """What was sent, shortened; never a secret."""
    constraint: str | None = None
    """The rule that was broken, for instance `maxLength`."""
    expected: Any | None = None
    """What the rule asks for."""
    required_permissions: list[str] | None = None
    """The types of key that may call the operation."""


class Error(Model):
    """What went wrong."""

    code: str
    """What happened, for a program; an open set."""
    message: str
    """What happened and what to do, for a person."""
    type: str
    """The family of the code; an open set."""
    details: ErrorDetails | None = None
    request_id: str | None = None
    """The same value as the header `X-Request-Id`."""


class ErrorResponse(Model):
    """The body of every answer that is an error."""

    error: Error


class SubscriptionCreate(Model):
    """A new subscription. It starts with the plan's trial, or active where the plan has none."""

    customer: str
    """Who subscribes."""
    plan: str
    """The plan to subscribe to."""
    metadata: Metadata | None = None


Proration = TypeAliasType("Proration", Literal["immediate", "next_cycle", "none"])
"""When a change of plan takes effect and what is charged for it."""


class SubscriptionUpdate(Model):
    """
    What to change of a subscription. A member that is left out keeps its value; `metadata` is
    replaced as a whole.
    """

    plan: str | None = None
    """The plan to change to."""
    proration: Proration | None = None
    """When the change of plan takes effect; `immediate` if left out. Only together with `plan`."""
    metadata: Metadata | None = None


class SubscriptionCancel(Model):
    """How to cancel."""

    at_period_end: bool | None = None
    """Whether to end with the running period instead of at once."""
    reason: str | None = None
    """Why, for your own records."""


class Address(Model):
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


class Customer(Model):
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
    subscriptions: SubscriptionList | None = None
    """
    The customer's newest subscriptions, at most ten; present only with
    `expand[]=subscriptions`.
    """


class CustomerList(Model):
    """One page of customers, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Customer]
    """The customers of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


class AddressInput(Model):
    """A postal address as it is sent. A member that is left out is `null`."""

    line1: str | None = None
    """Street and number."""
    line2: str | None = None
    """Flat, floor or building."""
    city: str | None = None
    """City or town."""
    state: str | None = None
    """State, county or province."""
    postal_code: str | None = None
    """Postal code."""
    country: str | None = None
    """Country, as an ISO 3166-1 alpha-2 code."""


class CustomerCreate(Model):
    """A new customer."""

    email: str
    """Must not belong to another customer of the tenant and environment."""
    name: str | None = None
    """The customer's full name."""
    phone: str | None = None
    """A telephone number, as the customer writes it."""
    address: AddressInput | None = None
    """Where bills go."""
    metadata: Metadata | None = None


CustomerExpansion = TypeAliasType("CustomerExpansion", Literal["subscriptions"])
"""What can be embedded in a customer."""


class CustomerUpdate(Model):
    """
    What to change of a customer. A member that is left out keeps its value; `null` clears it;
    `address` and `metadata` are replaced as a whole.
    """

    email: str | None = None
    """Must not belong to another customer of the tenant and environment."""
    name: str | None = None
    """The customer's full name."""
    phone: str | None = None
    """A telephone number, as the customer writes it."""
    address: AddressInput | None = None
    """Where bills go."""
    metadata: Metadata | None = None


class DeletedCustomer(Model):
    """What is left of a deleted customer."""

    id: str
    """Names a customer."""
    object: Literal["customer"]
    """The kind of object."""
    deleted: Literal[True]
    """Always true."""


EntitlementKind = TypeAliasType("EntitlementKind", Literal["boolean", "quantitative"] | str)
"""What an entitlement grants."""


class Entitlement(Model):
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


class EntitlementList(Model):
    """One page of entitlements, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Entitlement]
    """The entitlements of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


BundleType = TypeAliasType("BundleType", Literal["subscription", "product", "calculated"] | str)
"""How a bundle is charged."""


class BundleEntitlement(Model):
    """A feature that a bundle grants."""

    feature: str
    """A feature's name."""
    kind: EntitlementKind
    limit: int | None
    """How much of the feature is granted; `null` for a boolean one."""


class Bundle(Model):
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


class BundleList(Model):
    """One page of bundles, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Bundle]
    """The bundles of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


PaymentStatus = TypeAliasType(
    "PaymentStatus",
    Literal["pending", "succeeded", "failed", "refunded", "partially_refunded"] | str,
)
"""Where a payment stands."""


class Payment(Model):
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


class PaymentList(Model):
    """One page of payments, newest first."""

    object: Literal["list"]
    """The kind of object."""
    data: list[Payment]
    """The payments of this page."""
    has_more: bool
    """Whether there are more beyond this page, in the direction walked."""


class PaymentCreate(Model):
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
    subscription: str | None = None
    """The customer's subscription that is paid for."""


class PaymentRefund(Model):
    """What to give back."""

    amount: int | None = None
    """How much to give back; all that is left if left out. Not more than is left."""
    reason: str | None = None
    """Why, for your own records."""


class PreviousAttributes(Model):
    """The members that changed, with the values that they had before."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow",
    )


class CustomerEventData(Model):
    """What an event is about."""

    object: Customer
    """The object as it is after the event."""
    previous_attributes: PreviousAttributes | None = None


class EventRequest(Model):
    """The request that caused an event."""

    id: str
    """Names a request."""
    idempotency_key: str | None
    """The idempotency key of that request, if it had one."""


class CustomerCreatedEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class CustomerUpdatedEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class DeletedCustomerEventData(Model):
    """What an event is about."""

    object: DeletedCustomer
    """The object as it is after the event."""


class CustomerDeletedEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class SubscriptionEventData(Model):
    """What an event is about."""

    object: Subscription
    """The object as it is after the event."""
    previous_attributes: PreviousAttributes | None = None


class SubscriptionCreatedEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class SubscriptionUpdatedEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class SubscriptionRenewedEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class SubscriptionCancelledEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class SubscriptionPausedEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class SubscriptionResumedEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class SubscriptionTrialEndingEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class PaymentEventData(Model):
    """What an event is about."""

    object: Payment
    """The object as it is after the event."""
    previous_attributes: PreviousAttributes | None = None


class PaymentSucceededEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class PaymentFailedEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class PaymentRefundedEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


class PaymentDisputedEvent(Model):
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
    request: EventRequest | None = None
    """The request that caused it; `null` where time did."""


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
        | PaymentDisputedEvent,
        Field(discriminator="type"),
    ],
)
"""
Something that happened, told to your webhook endpoint. There may be other types; answer
them with 200 too. Events about one object come in the order in which they happened: the
next one comes when you have answered the one before.
"""
