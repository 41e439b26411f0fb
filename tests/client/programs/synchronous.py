"""Methods, pages, details and errors."""

from azotte import UNSET, Azotte, Page, Response, errors, models


def renewals(azotte: Azotte, customer: models.Customer) -> list[int]:
    page: Page[models.SubscriptionList, models.Subscription] = azotte.subscriptions.list(
        customer=customer.id, status="active", limit=50, max_items=200
    )
    whole: models.SubscriptionList = page.result
    if not whole.has_more and page.cursor is None:
        return []
    return [subscription.current_period_end for subscription in page]


def subscribe(azotte: Azotte, email: str) -> models.Subscription:
    customer = azotte.customers.create(
        email=email, address={"line1": "1 Main St", "line2": None}, metadata={"source": "web"}
    )
    bundle = azotte.bundles.list().data[0]
    subscription = azotte.subscriptions.create(customer=customer.id, plan=bundle.plans[0].id)
    if subscription.status == "trialing" and subscription.trial_end is not None:
        print(subscription.trial_end + 1)
    return azotte.subscriptions.cancel(subscription.id, at_period_end=True)


def clear_name(azotte: Azotte, customer_id: str) -> str | None:
    return azotte.customers.update(customer_id, name=None).name


def expanded(azotte: Azotte, customer_id: str) -> int:
    customer = azotte.customers.get(customer_id, expand=["subscriptions"])
    return 0 if customer.subscriptions is UNSET else len(customer.subscriptions.data)


def limits(azotte: Azotte, subscription_id: str) -> int:
    response: Response[models.Subscription] = azotte.subscriptions.with_detail.get(subscription_id)
    print(
        response.status,
        response.headers.get("date"),
        response.replayed,
        response.result.plan.amount,
    )
    return response.rate_limit.remaining if response.rate_limit else 0


def refund(azotte: Azotte, payment_id: str) -> models.Payment | None:
    try:
        return azotte.payments.refund(payment_id, amount=100, timeout=5)
    except errors.InvalidStateError as error:
        print(error.code, error.details.get("field"), error.retry_after, error.curl)
    except errors.APIStatusError as error:
        print(error.status, error.request_id, error.body)
    except errors.APIConnectionError as error:
        print(error.attempts, error.stopped, error.idempotency_key)
    return None


def for_tenants(tenants: list[str]) -> int:
    with Azotte(api_key=lambda: "sk_dev_1", tenant_id="t", allow=["plain_http"]) as azotte:
        views = [azotte.for_tenant(tenant).with_options(max_retries=0) for tenant in tenants]
        return sum(len(view.customers.list().data) for view in views)
