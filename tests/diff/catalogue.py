"""Edits to the contract, each with whom it breaks and the version that it calls for."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from codegen.diff.change import EVERYBODY, NOBODY, READERS, SENDERS, TYPES, Impact, Party
from codegen.document import Json, is_list, is_map

Edit: TypeAlias = Callable[[Json], None]


@dataclass(frozen=True)
class Case:
    """An edit and what must be said of it.

    Attributes:
        name: What is edited, in words.
        label: What the change must be told of.
        breaks: Who is broken.
        impact: The part of the version that must rise; `None` for an edit that changes nothing.
        edit: Does it, in a bundle.
        given: What is done to the base before.
    """

    name: str
    label: str
    breaks: frozenset[Party]
    impact: Impact | None
    edit: Edit
    given: Edit | None = None


CASES: list[Case] = []
LOCALE = {"description": "Which language is written to them.", "type": "string"}


def breaking(
    name: str, label: str, breaks: frozenset[Party], given: Edit | None = None
) -> Callable[[Edit], Edit]:
    return _case(name, label, breaks, Impact.MAJOR, given)


def compatible(name: str, label: str) -> Callable[[Edit], Edit]:
    return _case(name, label, NOBODY, Impact.MINOR)


def text(name: str, label: str) -> Callable[[Edit], Edit]:
    return _case(name, label, NOBODY, Impact.PATCH)


def same(name: str) -> Callable[[Edit], Edit]:
    return _case(name, "", NOBODY, None)


def _case(
    name: str,
    label: str,
    breaks: frozenset[Party],
    impact: Impact | None,
    given: Edit | None = None,
) -> Callable[[Edit], Edit]:
    def add(edit: Edit) -> Edit:
        CASES.append(Case(name, label, breaks, impact, edit, given))
        return edit

    return add


def schema(document: Json, name: str) -> Json:
    found: Json = document["components"]["schemas"][name]
    return found


def closed(name: str) -> Edit:
    """Close an enumeration of the base."""

    def close(document: Json) -> None:
        schema(document, name)["x-open-enum"] = False

    return close


def operation(document: Json, method: str, path: str) -> Json:
    found: Json = document["paths"][path][method]
    return found


def parameter(document: Json, name: str) -> Json:
    found: Json = document["components"]["parameters"][name]
    return found


def response(document: Json, name: str) -> Json:
    found: Json = document["components"]["responses"][name]
    return found


def rewrite(document: Json, old: str, new: str) -> None:
    """Replace a text everywhere in a bundle."""
    rewritten = json.loads(json.dumps(document).replace(old, new))
    document.clear()
    document.update(rewritten)


# Operations and what they are called


@breaking("an operation is removed", "GET /payments", SENDERS | TYPES)
def _(document: Json) -> None:
    del document["paths"]["/payments"]["get"]


@breaking("a path is removed", "GET /bundles/{id}", SENDERS | TYPES)
def _(document: Json) -> None:
    del document["paths"]["/bundles/{id}"]


@compatible("an operation is added", "DELETE /bundles/{id}")
def _(document: Json) -> None:
    found = json.loads(json.dumps(operation(document, "delete", "/customers/{id}")))
    added = found | {"operationId": "delete_bundle", "tags": ["bundles"]}
    document["paths"]["/bundles/{id}"]["delete"] = added


@breaking("a path is renamed", "GET /bundles", SENDERS | TYPES)
def _(document: Json) -> None:
    document["paths"]["/packages"] = document["paths"].pop("/bundles")


@breaking("an operationId is renamed", "GET /customers/{id}", TYPES)
def _(document: Json) -> None:
    operation(document, "get", "/customers/{id}")["operationId"] = "get_one_customer"


@breaking("a method of the clients is renamed", "GET /customers/{id}", TYPES)
def _(document: Json) -> None:
    operation(document, "get", "/customers/{id}")["x-method-name"] = "retrieve"


@same("a method's name is written out")
def _(document: Json) -> None:
    operation(document, "get", "/customers/{id}")["x-method-name"] = "get"


@breaking("an operation moves to another tag", "GET /customers/{id}/entitlements", TYPES)
def _(document: Json) -> None:
    found = operation(document, "get", "/customers/{id}/entitlements")
    found["tags"] = ["customers"]


@compatible("an operation is deprecated", "GET /payments")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["deprecated"] = True


@text("an operation is described better", "GET /payments")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["description"] = "Lists what was paid."


@text("an operation is confirmed by the API's owner", "GET /payments")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["x-evidence"] = "documented"


@same("samples are added")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["x-codeSamples"] = [{"lang": "shell", "source": "curl"}]


# Keys, tenant, limits


@breaking("publishable keys may no longer call an operation", "GET /bundles", SENDERS)
def _(document: Json) -> None:
    operation(document, "get", "/bundles")["x-key-types"] = ["secret"]


@compatible("publishable keys may call an operation", "GET /payments")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["x-key-types"] = ["publishable", "secret"]


@breaking("a kind of key goes", "ApiKey", SENDERS)
def _(document: Json) -> None:
    document["components"]["securitySchemes"]["ApiKey"]["x-key-kinds"].pop()


@breaking("the key's header is renamed", "ApiKey", SENDERS)
def _(document: Json) -> None:
    document["components"]["securitySchemes"]["ApiKey"]["name"] = "authorization"


@breaking("a third header is asked for", "GET /payments", SENDERS)
def _(document: Json) -> None:
    document["components"]["securitySchemes"]["Region"] = {
        "type": "apiKey",
        "in": "header",
        "name": "x-region",
    }
    document["security"] = [{"ApiKey": [], "Tenant": [], "Region": []}]


@compatible("a way to authenticate is added", "GET /payments")
def _(document: Json) -> None:
    document["components"]["securitySchemes"]["Token"] = {"type": "http", "scheme": "bearer"}
    document["security"].append({"Token": []})


@same("the security of the whole is spelled out at an operation")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["security"] = document["security"]


@breaking("the rate limit is lowered", "ApiKey", SENDERS)
def _(document: Json) -> None:
    key = document["components"]["securitySchemes"]["ApiKey"]
    key["x-rate-limits"]["production"]["per_minute"] = 10


@compatible("the rate limit is raised", "ApiKey")
def _(document: Json) -> None:
    key = document["components"]["securitySchemes"]["ApiKey"]
    key["x-rate-limits"]["production"]["per_minute"] = 10_000


# Servers


@breaking("a server is removed", "https://api.azotte.com/v1", SENDERS)
def _(document: Json) -> None:
    document["servers"].pop(0)


@compatible("a server is added", "https://eu.api.azotte.com/v1")
def _(document: Json) -> None:
    document["servers"].append({"url": "https://eu.api.azotte.com/v1", "x-environments": []})


# Parameters


@breaking("a parameter is removed", "status", SENDERS | TYPES)
def _(document: Json) -> None:
    found = operation(document, "get", "/subscriptions")
    found["parameters"] = [
        item for item in found["parameters"] if not item["$ref"].endswith("StatusFilter")
    ]


@compatible("an optional parameter is added", "currency")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["parameters"].append(
        {
            "name": "currency",
            "in": "query",
            "required": False,
            "description": "Only payments in this currency.",
            "schema": {"type": "string"},
            "example": "usd",
        }
    )


@breaking("a required parameter is added", "currency", SENDERS | TYPES)
def _(document: Json) -> None:
    operation(document, "get", "/payments")["parameters"].append(
        {"name": "currency", "in": "query", "required": True, "schema": {"type": "string"}}
    )


@breaking("a parameter becomes required", "limit", SENDERS | TYPES)
def _(document: Json) -> None:
    parameter(document, "Limit")["required"] = True


@breaking("a header becomes required", "Idempotency-Key", SENDERS | TYPES)
def _(document: Json) -> None:
    parameter(document, "IdempotencyKey")["required"] = True


@same("a header's name has another case")
def _(document: Json) -> None:
    parameter(document, "IdempotencyKey")["name"] = "idempotency-key"


@breaking("an argument of the clients is renamed", "created[gte]", TYPES)
def _(document: Json) -> None:
    parameter(document, "CreatedGte")["x-parameter-name"] = "created_since"


@same("a path's parameter is renamed where the clients' name stays")
def _(document: Json) -> None:
    paths = document["paths"]
    paths["/payments/{payment}"] = paths.pop("/payments/{id}")
    paths["/payments/{payment}/refund"] = paths.pop("/payments/{id}/refund")
    parameter(document, "PaymentIdInPath")["name"] = "payment"


@breaking("a parameter's upper bound is lowered", "limit", SENDERS)
def _(document: Json) -> None:
    parameter(document, "Limit")["schema"]["maximum"] = 50


@compatible("a parameter's upper bound is raised", "limit")
def _(document: Json) -> None:
    parameter(document, "Limit")["schema"]["maximum"] = 500


@breaking("a parameter's default changes", "limit", SENDERS)
def _(document: Json) -> None:
    parameter(document, "Limit")["schema"]["default"] = 20


@breaking("a parameter is written in another way", "expand[]", SENDERS)
def _(document: Json) -> None:
    parameter(document, "ExpandCustomer")["explode"] = False


@same("the default way to write a parameter is left out")
def _(document: Json) -> None:
    del parameter(document, "ExpandCustomer")["explode"]


@same("a shared parameter is written out at its path")
def _(document: Json) -> None:
    item = document["paths"]["/bundles/{id}"]
    item["parameters"] = [parameter(document, "BundleIdInPath")]
    del item["get"]["parameters"]


@breaking("an idempotency key is kept for less time", "Idempotency-Key", SENDERS)
def _(document: Json) -> None:
    parameter(document, "IdempotencyKey")["x-retention-seconds"] = 3600


@breaking("a list is paged in another way", "GET /customers", READERS | TYPES)
def _(document: Json) -> None:
    operation(document, "get", "/customers")["x-pagination"]["cursor"] = "created"


# Request bodies


@breaking("a member of a request becomes required", "CustomerCreate.name", SENDERS | TYPES)
def _(document: Json) -> None:
    schema(document, "CustomerCreate")["required"].append("name")


@compatible("a member of a request becomes optional", "CustomerCreate.email")
def _(document: Json) -> None:
    schema(document, "CustomerCreate")["required"].remove("email")


@compatible("an optional member of a request is added", "CustomerCreate.locale")
def _(document: Json) -> None:
    schema(document, "CustomerCreate")["properties"]["locale"] = LOCALE


@breaking("a required member of a request is added", "CustomerCreate.locale", SENDERS | TYPES)
def _(document: Json) -> None:
    schema(document, "CustomerCreate")["properties"]["locale"] = LOCALE
    schema(document, "CustomerCreate")["required"].append("locale")


@breaking("a member of a request is removed", "CustomerCreate.phone", SENDERS | TYPES)
def _(document: Json) -> None:
    del schema(document, "CustomerCreate")["properties"]["phone"]


@breaking("a member of a request may no longer be null", "CustomerUpdate.name", SENDERS | TYPES)
def _(document: Json) -> None:
    schema(document, "CustomerUpdate")["properties"]["name"]["type"] = "string"


@compatible("a member of a request may be null", "PaymentRefund.amount")
def _(document: Json) -> None:
    member = schema(document, "PaymentRefund")["properties"]["amount"]
    schema(document, "PaymentRefund")["properties"]["amount"] = {
        "oneOf": [member, {"type": "null"}]
    }


@breaking("a member of a request has another type", "SubscriptionCancel.reason", SENDERS | TYPES)
def _(document: Json) -> None:
    member = schema(document, "SubscriptionCancel")["properties"]["reason"]
    member["type"] = "integer"


@breaking("a request's text is held to a pattern", "SubscriptionCancel.reason", SENDERS)
def _(document: Json) -> None:
    schema(document, "SubscriptionCancel")["properties"]["reason"]["pattern"] = "^[a-z_]+$"


@breaking("a request's body becomes required", "request body", SENDERS | TYPES)
def _(document: Json) -> None:
    operation(document, "post", "/payments/{id}/refund")["requestBody"]["required"] = True


@breaking("an operation gets a required body", "request body", SENDERS | TYPES)
def _(document: Json) -> None:
    operation(document, "post", "/subscriptions/{id}/resume")["requestBody"] = operation(
        document, "post", "/subscriptions"
    )["requestBody"]


@breaking("an operation's body goes", "request body", SENDERS | TYPES)
def _(document: Json) -> None:
    del operation(document, "post", "/subscriptions/{id}/cancel")["requestBody"]


@breaking("a request's media type changes", "request body", SENDERS)
def _(document: Json) -> None:
    content = operation(document, "post", "/customers")["requestBody"]["content"]
    content["application/merge-patch+json"] = content.pop("application/json")


@breaking(
    "a value goes from a closed enumeration of requests",
    "Proration",
    SENDERS | TYPES,
)
def _(document: Json) -> None:
    schema(document, "Proration")["enum"].remove("none")


@compatible("a request's enumeration grows", "Proration")
def _(document: Json) -> None:
    schema(document, "Proration")["enum"].append("half")


@breaking("one member of a request asks for another", "CustomerCreate.phone", SENDERS)
def _(document: Json) -> None:
    schema(document, "CustomerCreate")["dependentRequired"] = {"name": ["phone"]}


# Answers


@breaking("a member of an answer is removed", "Customer.phone", READERS | TYPES)
def _(document: Json) -> None:
    del schema(document, "Customer")["properties"]["phone"]
    schema(document, "Customer")["required"].remove("phone")


@compatible("a member of an answer is added", "Customer.locale")
def _(document: Json) -> None:
    schema(document, "Customer")["properties"]["locale"] = LOCALE
    schema(document, "Customer")["required"].append("locale")


@breaking("a member of an answer may be missing", "Customer.phone", READERS | TYPES)
def _(document: Json) -> None:
    schema(document, "Customer")["required"].remove("phone")


@breaking("a member of an answer may be null", "Customer.created", READERS | TYPES)
def _(document: Json) -> None:
    member = schema(document, "Customer")["properties"]["created"]
    schema(document, "Customer")["properties"]["created"] = {"oneOf": [member, {"type": "null"}]}


@compatible("a member of an answer is never null", "Subscription.cancellation_reason")
def _(document: Json) -> None:
    schema(document, "Subscription")["properties"]["cancellation_reason"]["type"] = "string"


@same("null is spelled in another way")
def _(document: Json) -> None:
    properties = schema(document, "Subscription")["properties"]
    reason = properties["cancellation_reason"]
    properties["cancellation_reason"] = {
        "description": reason["description"],
        "anyOf": [
            {key: value for key, value in reason.items() if key != "description"}
            | {"type": "string"},
            {"type": "null"},
        ],
    }


@breaking("a number of an answer may have a fraction", "Amount", READERS | TYPES)
def _(document: Json) -> None:
    schema(document, "Amount")["type"] = "number"


@compatible("an open enumeration of an answer grows", "PaymentStatus")
def _(document: Json) -> None:
    schema(document, "PaymentStatus")["enum"].append("expired")


@breaking(
    "a closed enumeration of an answer grows",
    "PaymentStatus",
    READERS | TYPES,
    closed("PaymentStatus"),
)
def _(document: Json) -> None:
    schema(document, "PaymentStatus")["enum"].append("expired")


@breaking(
    "an enumeration of an answer may grow from now on",
    "PaymentStatus",
    TYPES,
    closed("PaymentStatus"),
)
def _(document: Json) -> None:
    schema(document, "PaymentStatus")["x-open-enum"] = True


@compatible("a value of an answer's enumeration goes", "PaymentStatus")
def _(document: Json) -> None:
    schema(document, "PaymentStatus")["enum"].remove("failed")


@breaking("an enumeration that is sent and read loses a value", "SubscriptionStatus", SENDERS)
def _(document: Json) -> None:
    schema(document, "SubscriptionStatus")["enum"].remove("paused")


@compatible("an answer's text may be longer", "CustomerId")
def _(document: Json) -> None:
    schema(document, "CustomerId")["maxLength"] = 128


@breaking("a number of an answer may be larger", "Amount", READERS)
def _(document: Json) -> None:
    schema(document, "Amount")["maximum"] = 10**15


@breaking("a map that is sent and read takes less", "Metadata", SENDERS)
def _(document: Json) -> None:
    schema(document, "Metadata")["maxProperties"] = 20


@compatible("a map that is sent and read takes more", "Metadata")
def _(document: Json) -> None:
    schema(document, "Metadata")["maxProperties"] = 60


@breaking("the values of a map have another type", "Metadata.*", EVERYBODY)
def _(document: Json) -> None:
    schema(document, "Metadata")["additionalProperties"]["type"] = "integer"


@breaking("a success has another status", "answer 201", READERS | TYPES)
def _(document: Json) -> None:
    responses = operation(document, "post", "/customers")["responses"]
    responses["200"] = responses.pop("201")


@compatible("an error is documented", "answer 409")
def _(document: Json) -> None:
    responses = operation(document, "delete", "/customers/{id}")["responses"]
    responses["409"] = {"$ref": "#/components/responses/Conflict"}


@compatible("an error is no longer documented", "answer 404")
def _(document: Json) -> None:
    del operation(document, "get", "/customers")["responses"]["404"]


@breaking("an error's code goes", "answer 409", READERS)
def _(document: Json) -> None:
    del response(document, "Conflict")["x-error-codes"]["duplicate_value"]


@compatible("an error gets a code", "answer 409")
def _(document: Json) -> None:
    response(document, "Conflict")["x-error-codes"]["stale_object"] = "Somebody else was quicker."


@breaking("an error has another type", "answer 409", READERS)
def _(document: Json) -> None:
    response(document, "Conflict")["x-error-type"] = "state_error"


@breaking("an answer loses a header", "X-RateLimit-Reset", READERS)
def _(document: Json) -> None:
    headers = operation(document, "get", "/customers")["responses"]["200"]["headers"]
    del headers["X-RateLimit-Reset"]


@compatible("an answer gets a header", "ETag")
def _(document: Json) -> None:
    headers = operation(document, "get", "/customers")["responses"]["200"]["headers"]
    headers["ETag"] = {"description": "The state of the list.", "schema": {"type": "string"}}


@breaking("an answer's media type changes", "answer 200", READERS)
def _(document: Json) -> None:
    content = operation(document, "get", "/customers")["responses"]["200"]["content"]
    content["application/cbor"] = content.pop("application/json")


@text("a member is described better", "Customer.phone")
def _(document: Json) -> None:
    schema(document, "Customer")["properties"]["phone"]["description"] = "With the country's code."


@text("an example is another one", "Customer")
def _(document: Json) -> None:
    schema(document, "Customer")["examples"][0]["name"] = "Grace Hopper"


# Names of schemas and where they stand


@breaking("a model is renamed", "Customer", TYPES)
def _(document: Json) -> None:
    rewrite(document, '"#/components/schemas/Customer"', '"#/components/schemas/Client"')
    schemas = document["components"]["schemas"]
    schemas["Client"] = schemas.pop("Customer")


@same("a plain string's schema is renamed")
def _(document: Json) -> None:
    rewrite(document, '"#/components/schemas/Currency"', '"#/components/schemas/CurrencyCode"')
    schemas = document["components"]["schemas"]
    schemas["CurrencyCode"] = schemas.pop("Currency")


@breaking("a model loses its name", "Subscription.plan", TYPES)
def _(document: Json) -> None:
    schema(document, "Subscription")["properties"]["plan"] = schema(document, "Plan")


@same("everything is in another order")
def _(document: Json) -> None:
    def turn(node: Any) -> Any:
        if is_map(node):
            return {key: turn(value) for key, value in reversed(node.items())}
        return [turn(item) for item in node] if is_list(node) else node

    turned = turn(document)
    document.clear()
    document.update(turned)


@same("a type is written as a list")
def _(document: Json) -> None:
    schema(document, "Customer")["properties"]["object"]["type"] = ["string"]


@same("a shared answer is written out")
def _(document: Json) -> None:
    responses = operation(document, "get", "/customers")["responses"]
    responses["429"] = response(document, "TooManyRequests")


# Events


@breaking("an event is removed", "payment.disputed", READERS)
def _(document: Json) -> None:
    del document["webhooks"]["payment.disputed"]


@compatible("an event is added", "payment.expired")
def _(document: Json) -> None:
    schemas = document["components"]["schemas"]
    added = json.loads(json.dumps(schemas["PaymentFailedEvent"]))
    added["title"] = "PaymentExpiredEvent"
    added["properties"]["type"]["const"] = "payment.expired"
    schemas["PaymentExpiredEvent"] = added
    reference = "#/components/schemas/PaymentExpiredEvent"
    schemas["Event"]["oneOf"].append({"$ref": reference})
    schemas["Event"]["discriminator"]["mapping"]["payment.expired"] = reference
    document["webhooks"]["payment.expired"] = json.loads(
        json.dumps(document["webhooks"]["payment.failed"]).replace(
            "PaymentFailedEvent", "PaymentExpiredEvent"
        )
    )


@breaking("an event's type is spelled in another way", "PaymentFailedEvent.type", READERS | TYPES)
def _(document: Json) -> None:
    schema(document, "PaymentFailedEvent")["properties"]["type"]["const"] = "payment.declined"


@breaking("an event loses a member", "PaymentFailedEvent.request", READERS | TYPES)
def _(document: Json) -> None:
    del schema(document, "PaymentFailedEvent")["properties"]["request"]


@compatible("an event gets a member", "PaymentFailedEvent.attempt")
def _(document: Json) -> None:
    schema(document, "PaymentFailedEvent")["properties"]["attempt"] = {
        "description": "How many times it was tried.",
        "type": "integer",
    }


@breaking("an event loses its signature", "azotte-signature", READERS)
def _(document: Json) -> None:
    del document["webhooks"]["payment.failed"]["post"]["parameters"]


@breaking("an event's kind stands for another schema", "Event", READERS | TYPES)
def _(document: Json) -> None:
    mapping = schema(document, "Event")["discriminator"]["mapping"]
    mapping["payment.failed"] = mapping["payment.succeeded"]


# How the API behaves


@breaking("an operation no longer tells of itself by an event", "POST /customers", READERS)
def _(document: Json) -> None:
    operation(document, "post", "/customers")["x-events"] = []


@compatible("an operation tells of itself by one more event", "POST /customers")
def _(document: Json) -> None:
    operation(document, "post", "/customers")["x-events"].append({"type": "customer.welcomed"})


@breaking("a move is allowed from fewer states", "POST /subscriptions/{id}/cancel", SENDERS)
def _(document: Json) -> None:
    operation(document, "post", "/subscriptions/{id}/cancel")["x-transition"]["from"] = ["active"]


@compatible("a move is allowed from more states", "POST /subscriptions/{id}/pause")
def _(document: Json) -> None:
    found = operation(document, "post", "/subscriptions/{id}/pause")
    found["x-transition"]["from"].append("past_due")


@breaking("a move changes one more member", "POST /subscriptions/{id}/pause", READERS)
def _(document: Json) -> None:
    found = operation(document, "post", "/subscriptions/{id}/pause")
    found["x-changes"].append({"members": ["metadata"]})


@compatible("a move changes fewer members", "POST /subscriptions/{id}/cancel")
def _(document: Json) -> None:
    operation(document, "post", "/subscriptions/{id}/cancel")["x-changes"].pop()


@compatible("one more thing happens to an object by itself", "Subscription")
def _(document: Json) -> None:
    schema(document, "Subscription")["x-due"].append({"at": "/created", "then": {}})


@breaking("nothing is said any more of what a new one costs", "POST /subscriptions", READERS)
def _(document: Json) -> None:
    del operation(document, "post", "/subscriptions")["x-causes"]


@breaking("nothing is said any more of how long a period lasts", "POST /subscriptions", READERS)
def _(document: Json) -> None:
    operation(document, "post", "/subscriptions")["x-lasts"].pop()


@breaking("one more member must be unique", "Customer", SENDERS)
def _(document: Json) -> None:
    schema(document, "Customer").setdefault("x-unique", []).append({"member": "phone"})


@breaking("bodies may be less long", "answer 413", SENDERS)
def _(document: Json) -> None:
    response(document, "BodyTooLarge")["x-max-bytes"] = 1024


@breaking("a filter compares in another way", "email[contains]", SENDERS)
def _(document: Json) -> None:
    parameter(document, "EmailContains")["x-filter"]["ignore_case"] = False


# What no rule knows


@breaking("an extension that no rule knows is added", "GET /customers", EVERYBODY)
def _(document: Json) -> None:
    operation(document, "get", "/customers")["x-something"] = True


@breaking("a keyword that no rule knows is added", "Customer", EVERYBODY)
def _(document: Json) -> None:
    schema(document, "Customer")["not"] = {"required": ["phone"]}
