"""Edits to the contract, each with what it breaks and the version that it requires."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from codegen.diff.change import EVERYTHING, NOTHING, REQUESTS, RESPONSES, TYPES, Impact, Surface
from codegen.document import Json, is_list, is_map

Edit: TypeAlias = Callable[[Json], None]


@dataclass(frozen=True)
class Case:
    """An edit and the expected change.

    Attributes:
        name: Description of the edit.
        label: Expected label of the change.
        breaks: What the edit breaks.
        impact: The part of the version that the edit raises, or `None` if it is not a change.
        edit: Applies the edit to a bundle.
        given: Prepares the base.
    """

    name: str
    label: str
    breaks: frozenset[Surface]
    impact: Impact | None
    edit: Edit
    given: Edit | None = None


CASES: list[Case] = []
LOCALE = {"description": "Language of the customer.", "type": "string"}


def breaking(
    name: str, label: str, breaks: frozenset[Surface], given: Edit | None = None
) -> Callable[[Edit], Edit]:
    return _case(name, label, breaks, Impact.MAJOR, given)


def compatible(name: str, label: str) -> Callable[[Edit], Edit]:
    return _case(name, label, NOTHING, Impact.MINOR)


def text(name: str, label: str) -> Callable[[Edit], Edit]:
    return _case(name, label, NOTHING, Impact.PATCH)


def same(name: str) -> Callable[[Edit], Edit]:
    return _case(name, "", NOTHING, None)


def _case(
    name: str,
    label: str,
    breaks: frozenset[Surface],
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
    """Return an edit that closes an enumeration."""

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


# Operations and their names


@breaking("an operation is removed", "GET /payments", REQUESTS | TYPES)
def _(document: Json) -> None:
    del document["paths"]["/payments"]["get"]


@breaking("a path is removed", "GET /bundles/{id}", REQUESTS | TYPES)
def _(document: Json) -> None:
    del document["paths"]["/bundles/{id}"]


@compatible("an operation is added", "DELETE /bundles/{id}")
def _(document: Json) -> None:
    found = json.loads(json.dumps(operation(document, "delete", "/customers/{id}")))
    added = found | {"operationId": "delete_bundle", "tags": ["bundles"]}
    document["paths"]["/bundles/{id}"]["delete"] = added


@breaking("a path is renamed", "GET /bundles", REQUESTS | TYPES)
def _(document: Json) -> None:
    document["paths"]["/packages"] = document["paths"].pop("/bundles")


@breaking("an operationId is renamed", "GET /customers/{id}", TYPES)
def _(document: Json) -> None:
    operation(document, "get", "/customers/{id}")["operationId"] = "get_one_customer"


@breaking("a client method is renamed", "GET /customers/{id}", TYPES)
def _(document: Json) -> None:
    operation(document, "get", "/customers/{id}")["x-method-name"] = "retrieve"


@same("the default name of a client method is written")
def _(document: Json) -> None:
    operation(document, "get", "/customers/{id}")["x-method-name"] = "get"


@breaking("an operation moves to another tag", "GET /customers/{id}/entitlements", TYPES)
def _(document: Json) -> None:
    found = operation(document, "get", "/customers/{id}/entitlements")
    found["tags"] = ["customers"]


@compatible("an operation is deprecated", "GET /payments")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["deprecated"] = True


@text("a description of an operation is changed", "GET /payments")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["description"] = "Returns the payments."


@text("the evidence for an operation is changed", "GET /payments")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["x-evidence"] = "documented"


@same("samples are added")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["x-codeSamples"] = [{"lang": "shell", "source": "curl"}]


# Keys, tenant, limits


@breaking("publishable keys may no longer call an operation", "GET /bundles", REQUESTS)
def _(document: Json) -> None:
    operation(document, "get", "/bundles")["x-key-types"] = ["secret"]


@compatible("publishable keys may call an operation", "GET /payments")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["x-key-types"] = ["publishable", "secret"]


@breaking("a kind of key is removed", "ApiKey", REQUESTS)
def _(document: Json) -> None:
    document["components"]["securitySchemes"]["ApiKey"]["x-key-kinds"].pop()


@compatible("keys can have another form too", "ApiKey")
def _(document: Json) -> None:
    scheme = document["components"]["securitySchemes"]["ApiKey"]
    scheme["x-pattern"] = "^(pk|rk|sk)_(dev|live)_[A-Za-z0-9]+$"


@breaking("keys can no longer have a form", "ApiKey", REQUESTS)
def _(document: Json) -> None:
    scheme = document["components"]["securitySchemes"]["ApiKey"]
    scheme["x-pattern"] = "^sk_(dev|live)_[A-Za-z0-9]+$"


@breaking("the key's header is renamed", "ApiKey", REQUESTS)
def _(document: Json) -> None:
    document["components"]["securitySchemes"]["ApiKey"]["name"] = "authorization"


@breaking("a third header is required", "GET /payments", REQUESTS)
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


@same("the security requirement is repeated at an operation")
def _(document: Json) -> None:
    operation(document, "get", "/payments")["security"] = document["security"]


@breaking("the rate limit is lowered", "ApiKey", REQUESTS)
def _(document: Json) -> None:
    key = document["components"]["securitySchemes"]["ApiKey"]
    key["x-rate-limits"]["production"]["per_minute"] = 10


@compatible("the rate limit is raised", "ApiKey")
def _(document: Json) -> None:
    key = document["components"]["securitySchemes"]["ApiKey"]
    key["x-rate-limits"]["production"]["per_minute"] = 10_000


# Servers


@breaking("a server is removed", "https://api.azotte.com/v1", REQUESTS)
def _(document: Json) -> None:
    document["servers"].pop(0)


@compatible("a server is added", "https://eu.api.azotte.com/v1")
def _(document: Json) -> None:
    document["servers"].append({"url": "https://eu.api.azotte.com/v1", "x-environments": []})


# Parameters


@breaking("a parameter is removed", "status", REQUESTS | TYPES)
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


@breaking("a required parameter is added", "currency", REQUESTS | TYPES)
def _(document: Json) -> None:
    operation(document, "get", "/payments")["parameters"].append(
        {"name": "currency", "in": "query", "required": True, "schema": {"type": "string"}}
    )


@breaking("a parameter becomes required", "limit", REQUESTS | TYPES)
def _(document: Json) -> None:
    parameter(document, "Limit")["required"] = True


@breaking("a header becomes required", "Idempotency-Key", REQUESTS | TYPES)
def _(document: Json) -> None:
    parameter(document, "IdempotencyKey")["required"] = True


@same("the case of a header name is changed")
def _(document: Json) -> None:
    parameter(document, "IdempotencyKey")["name"] = "idempotency-key"


@breaking("a client argument is renamed", "created[gte]", TYPES)
def _(document: Json) -> None:
    parameter(document, "CreatedGte")["x-parameter-name"] = "created_since"


@same("a path parameter is renamed, but not the client argument")
def _(document: Json) -> None:
    paths = document["paths"]
    paths["/payments/{payment}"] = paths.pop("/payments/{id}")
    paths["/payments/{payment}/refund"] = paths.pop("/payments/{id}/refund")
    parameter(document, "PaymentIdInPath")["name"] = "payment"


@breaking("a parameter's upper bound is lowered", "limit", REQUESTS)
def _(document: Json) -> None:
    parameter(document, "Limit")["schema"]["maximum"] = 50


@compatible("a parameter's upper bound is raised", "limit")
def _(document: Json) -> None:
    parameter(document, "Limit")["schema"]["maximum"] = 500


@breaking("a parameter's default changes", "limit", REQUESTS)
def _(document: Json) -> None:
    parameter(document, "Limit")["schema"]["default"] = 20


@breaking("the serialization of a parameter is changed", "expand[]", REQUESTS)
def _(document: Json) -> None:
    parameter(document, "ExpandCustomer")["explode"] = False


@same("the default serialization of a parameter is omitted")
def _(document: Json) -> None:
    del parameter(document, "ExpandCustomer")["explode"]


@same("a shared parameter is moved to its path")
def _(document: Json) -> None:
    item = document["paths"]["/bundles/{id}"]
    item["parameters"] = [parameter(document, "BundleIdInPath")]
    del item["get"]["parameters"]


@breaking("the retention of idempotency keys is shortened", "Idempotency-Key", REQUESTS)
def _(document: Json) -> None:
    parameter(document, "IdempotencyKey")["x-retention-seconds"] = 3600


@breaking("the pagination of a list is changed", "GET /customers", RESPONSES | TYPES)
def _(document: Json) -> None:
    operation(document, "get", "/customers")["x-pagination"]["cursor"] = "created"


# Request bodies


@breaking("a field of a request becomes required", "CustomerCreate.name", REQUESTS | TYPES)
def _(document: Json) -> None:
    schema(document, "CustomerCreate")["required"].append("name")


@compatible("a field of a request becomes optional", "CustomerCreate.email")
def _(document: Json) -> None:
    schema(document, "CustomerCreate")["required"].remove("email")


@compatible("an optional field of a request is added", "CustomerCreate.locale")
def _(document: Json) -> None:
    schema(document, "CustomerCreate")["properties"]["locale"] = LOCALE


@breaking("a required field of a request is added", "CustomerCreate.locale", REQUESTS | TYPES)
def _(document: Json) -> None:
    schema(document, "CustomerCreate")["properties"]["locale"] = LOCALE
    schema(document, "CustomerCreate")["required"].append("locale")


@breaking("a field of a request is removed", "CustomerCreate.phone", REQUESTS | TYPES)
def _(document: Json) -> None:
    del schema(document, "CustomerCreate")["properties"]["phone"]


@breaking("a field of a request may no longer be null", "CustomerUpdate.name", REQUESTS | TYPES)
def _(document: Json) -> None:
    schema(document, "CustomerUpdate")["properties"]["name"]["type"] = "string"


@compatible("a field of a request may be null", "PaymentRefund.amount")
def _(document: Json) -> None:
    field = schema(document, "PaymentRefund")["properties"]["amount"]
    schema(document, "PaymentRefund")["properties"]["amount"] = {"oneOf": [field, {"type": "null"}]}


@breaking("a field of a request has another type", "SubscriptionCancel.reason", REQUESTS | TYPES)
def _(document: Json) -> None:
    field = schema(document, "SubscriptionCancel")["properties"]["reason"]
    field["type"] = "integer"


@breaking("a field of a request gets a pattern", "SubscriptionCancel.reason", REQUESTS)
def _(document: Json) -> None:
    schema(document, "SubscriptionCancel")["properties"]["reason"]["pattern"] = "^[a-z_]+$"


@breaking("a request body becomes required", "request body", REQUESTS | TYPES)
def _(document: Json) -> None:
    operation(document, "post", "/payments/{id}/refund")["requestBody"]["required"] = True


@breaking("an operation gets a required body", "request body", REQUESTS | TYPES)
def _(document: Json) -> None:
    operation(document, "post", "/subscriptions/{id}/resume")["requestBody"] = operation(
        document, "post", "/subscriptions"
    )["requestBody"]


@breaking("a request body is removed", "request body", REQUESTS | TYPES)
def _(document: Json) -> None:
    del operation(document, "post", "/subscriptions/{id}/cancel")["requestBody"]


@breaking("the media type of a request changes", "request body", REQUESTS)
def _(document: Json) -> None:
    content = operation(document, "post", "/customers")["requestBody"]["content"]
    content["application/merge-patch+json"] = content.pop("application/json")


@breaking(
    "a value of a closed enumeration of requests is removed",
    "Proration",
    REQUESTS | TYPES,
)
def _(document: Json) -> None:
    schema(document, "Proration")["enum"].remove("none")


@compatible("a value is added to an enumeration of requests", "Proration")
def _(document: Json) -> None:
    schema(document, "Proration")["enum"].append("half")


@breaking("a field of a request requires another field", "CustomerCreate.phone", REQUESTS)
def _(document: Json) -> None:
    schema(document, "CustomerCreate")["dependentRequired"] = {"name": ["phone"]}


# Responses


@breaking("a field of a response is removed", "Customer.phone", RESPONSES | TYPES)
def _(document: Json) -> None:
    del schema(document, "Customer")["properties"]["phone"]
    schema(document, "Customer")["required"].remove("phone")


@compatible("a field of a response is added", "Customer.locale")
def _(document: Json) -> None:
    schema(document, "Customer")["properties"]["locale"] = LOCALE
    schema(document, "Customer")["required"].append("locale")


@breaking("a field of a response may be missing", "Customer.phone", RESPONSES | TYPES)
def _(document: Json) -> None:
    schema(document, "Customer")["required"].remove("phone")


@breaking("a field of a response may be null", "Customer.created", RESPONSES | TYPES)
def _(document: Json) -> None:
    field = schema(document, "Customer")["properties"]["created"]
    schema(document, "Customer")["properties"]["created"] = {"oneOf": [field, {"type": "null"}]}


@compatible("a field of a response is never null", "Subscription.cancellation_reason")
def _(document: Json) -> None:
    schema(document, "Subscription")["properties"]["cancellation_reason"]["type"] = "string"


@same("null is written as a variant")
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


@breaking("a number of a response may have a fraction", "Amount", RESPONSES | TYPES)
def _(document: Json) -> None:
    schema(document, "Amount")["type"] = "number"


@compatible("an open enumeration of a response grows", "PaymentStatus")
def _(document: Json) -> None:
    schema(document, "PaymentStatus")["enum"].append("expired")


@breaking(
    "a closed enumeration of a response grows",
    "PaymentStatus",
    RESPONSES | TYPES,
    closed("PaymentStatus"),
)
def _(document: Json) -> None:
    schema(document, "PaymentStatus")["enum"].append("expired")


@breaking(
    "an enumeration of a response is opened",
    "PaymentStatus",
    TYPES,
    closed("PaymentStatus"),
)
def _(document: Json) -> None:
    schema(document, "PaymentStatus")["x-open-enum"] = True


@compatible("a value of a response's enumeration is removed", "PaymentStatus")
def _(document: Json) -> None:
    schema(document, "PaymentStatus")["enum"].remove("failed")


@breaking(
    "a value of an enumeration in requests and responses is removed", "SubscriptionStatus", REQUESTS
)
def _(document: Json) -> None:
    schema(document, "SubscriptionStatus")["enum"].remove("paused")


@compatible("a string of a response may be longer", "CustomerId")
def _(document: Json) -> None:
    schema(document, "CustomerId")["maxLength"] = 128


@breaking("a number of a response may be larger", "Amount", RESPONSES)
def _(document: Json) -> None:
    schema(document, "Amount")["maximum"] = 10**15


@breaking("a map in requests and responses gets a lower limit", "Metadata", REQUESTS)
def _(document: Json) -> None:
    schema(document, "Metadata")["maxProperties"] = 20


@compatible("a map in requests and responses gets a higher limit", "Metadata")
def _(document: Json) -> None:
    schema(document, "Metadata")["maxProperties"] = 60


@breaking("the values of a map have another type", "Metadata.*", EVERYTHING)
def _(document: Json) -> None:
    schema(document, "Metadata")["additionalProperties"]["type"] = "integer"


@breaking("a success status is changed", "response 201", RESPONSES | TYPES)
def _(document: Json) -> None:
    responses = operation(document, "post", "/customers")["responses"]
    responses["200"] = responses.pop("201")


@compatible("an error is documented", "response 409")
def _(document: Json) -> None:
    responses = operation(document, "delete", "/customers/{id}")["responses"]
    responses["409"] = {"$ref": "#/components/responses/Conflict"}


@compatible("an error is no longer documented", "response 404")
def _(document: Json) -> None:
    del operation(document, "get", "/customers")["responses"]["404"]


@breaking("an error code is removed", "response 409", RESPONSES)
def _(document: Json) -> None:
    del response(document, "Conflict")["x-error-codes"]["duplicate_value"]


@compatible("an error code is added", "response 409")
def _(document: Json) -> None:
    response(document, "Conflict")["x-error-codes"]["stale_object"] = (
        "The object was changed at the same time."
    )


@breaking("the type of an error is changed", "response 409", RESPONSES)
def _(document: Json) -> None:
    response(document, "Conflict")["x-error-type"] = "state_error"


@breaking("a header of a response is removed", "X-RateLimit-Reset", RESPONSES)
def _(document: Json) -> None:
    headers = operation(document, "get", "/customers")["responses"]["200"]["headers"]
    del headers["X-RateLimit-Reset"]


@compatible("a header of a response is added", "ETag")
def _(document: Json) -> None:
    headers = operation(document, "get", "/customers")["responses"]["200"]["headers"]
    headers["ETag"] = {"description": "The state of the list.", "schema": {"type": "string"}}


@breaking("the media type of a response changes", "response 200", RESPONSES)
def _(document: Json) -> None:
    content = operation(document, "get", "/customers")["responses"]["200"]["content"]
    content["application/cbor"] = content.pop("application/json")


@text("a description of a field is changed", "Customer.phone")
def _(document: Json) -> None:
    schema(document, "Customer")["properties"]["phone"]["description"] = "With the country code."


@text("an example is changed", "Customer")
def _(document: Json) -> None:
    schema(document, "Customer")["examples"][0]["name"] = "Grace Hopper"


# Names and places of schemas


@breaking("a model is renamed", "Customer", TYPES)
def _(document: Json) -> None:
    rewrite(document, '"#/components/schemas/Customer"', '"#/components/schemas/Client"')
    schemas = document["components"]["schemas"]
    schemas["Client"] = schemas.pop("Customer")


@same("the schema of a string is renamed")
def _(document: Json) -> None:
    rewrite(document, '"#/components/schemas/Currency"', '"#/components/schemas/CurrencyCode"')
    schemas = document["components"]["schemas"]
    schemas["CurrencyCode"] = schemas.pop("Currency")


@breaking("a model loses its name", "Subscription.plan", TYPES)
def _(document: Json) -> None:
    schema(document, "Subscription")["properties"]["plan"] = schema(document, "Plan")


@same("the order of everything is changed")
def _(document: Json) -> None:
    def turn(node: Any) -> Any:
        if is_map(node):
            return {key: turn(value) for key, value in reversed(node.items())}
        return [turn(item) for item in node] if is_list(node) else node

    turned = turn(document)
    document.clear()
    document.update(turned)


@same("a type is written as an array")
def _(document: Json) -> None:
    schema(document, "Customer")["properties"]["object"]["type"] = ["string"]


@same("a shared response is inlined")
def _(document: Json) -> None:
    responses = operation(document, "get", "/customers")["responses"]
    responses["429"] = response(document, "TooManyRequests")


# Events


@breaking("an event is removed", "payment.disputed", RESPONSES)
def _(document: Json) -> None:
    del document["webhooks"]["payment.disputed"]


@compatible("an event is added", "payment.expired")
def _(document: Json) -> None:
    schemas = document["components"]["schemas"]
    added = json.loads(json.dumps(schemas["PaymentFailedEvent"]))
    added["title"] = "PaymentExpiredEvent"
    added["properties"]["type"]["const"] = "payment.expired"
    schemas["PaymentExpiredEvent"] = added
    examples = document["components"]["examples"]
    examples["PaymentExpiredEvent"] = examples["PaymentFailedEvent"]
    reference = "#/components/schemas/PaymentExpiredEvent"
    schemas["Event"]["oneOf"].append({"$ref": reference})
    schemas["Event"]["discriminator"]["mapping"]["payment.expired"] = reference
    document["webhooks"]["payment.expired"] = json.loads(
        json.dumps(document["webhooks"]["payment.failed"]).replace(
            "PaymentFailedEvent", "PaymentExpiredEvent"
        )
    )


@breaking("the type of an event is changed", "PaymentFailedEvent.type", RESPONSES | TYPES)
def _(document: Json) -> None:
    schema(document, "PaymentFailedEvent")["properties"]["type"]["const"] = "payment.declined"


@breaking("a field of an event is removed", "PaymentFailedEvent.request", RESPONSES | TYPES)
def _(document: Json) -> None:
    del schema(document, "PaymentFailedEvent")["properties"]["request"]


@compatible("a field of an event is added", "PaymentFailedEvent.attempt")
def _(document: Json) -> None:
    schema(document, "PaymentFailedEvent")["properties"]["attempt"] = {
        "description": "Number of attempts.",
        "type": "integer",
    }


@breaking("the signature of an event is removed", "azotte-signature", RESPONSES)
def _(document: Json) -> None:
    del document["webhooks"]["payment.failed"]["post"]["parameters"]


@breaking("an event type selects another schema", "Event", RESPONSES | TYPES)
def _(document: Json) -> None:
    mapping = schema(document, "Event")["discriminator"]["mapping"]
    mapping["payment.failed"] = mapping["payment.succeeded"]


# How the API behaves


@breaking("an operation no longer sends an event", "POST /customers", RESPONSES)
def _(document: Json) -> None:
    operation(document, "post", "/customers")["x-effects"] = []


@compatible("an operation sends another event", "POST /customers")
def _(document: Json) -> None:
    operation(document, "post", "/customers")["x-effects"].append({"events": ["customer.welcomed"]})


@breaking("a transition is allowed from fewer states", "POST /subscriptions/{id}/cancel", REQUESTS)
def _(document: Json) -> None:
    (rule,) = operation(document, "post", "/subscriptions/{id}/cancel")["x-requires"]
    rule["then"]["/status"]["enum"] = ["active"]


@compatible("a transition is allowed from more states", "POST /subscriptions/{id}/pause")
def _(document: Json) -> None:
    found = operation(document, "post", "/subscriptions/{id}/pause")
    found["x-requires"][0]["then"]["/status"]["enum"].append("past_due")


@breaking("a transition changes one more field", "POST /subscriptions/{id}/pause", RESPONSES)
def _(document: Json) -> None:
    found = operation(document, "post", "/subscriptions/{id}/pause")
    found["x-effects"].append({"changes": ["metadata"]})


@compatible("a transition changes fewer fields", "POST /subscriptions/{id}/cancel")
def _(document: Json) -> None:
    operation(document, "post", "/subscriptions/{id}/cancel")["x-effects"][0]["changes"].pop()


@compatible("a scheduled change of an object is added", "Subscription")
def _(document: Json) -> None:
    schema(document, "Subscription")["x-due"].append({"at": "/created", "then": {"/status": {}}})


@breaking("the caused payment is no longer documented", "POST /subscriptions", RESPONSES)
def _(document: Json) -> None:
    del operation(document, "post", "/subscriptions")["x-effects"][3]["creates"]


@breaking("the length of a period is no longer documented", "POST /subscriptions", RESPONSES)
def _(document: Json) -> None:
    del operation(document, "post", "/subscriptions")["x-effects"][2]["then"]["/current_period_end"]


@breaking("another field must be unique", "Customer", REQUESTS)
def _(document: Json) -> None:
    schema(document, "Customer").setdefault("x-unique", []).append({"field": "phone"})


@breaking("a list has another order", "GET /customers", RESPONSES)
def _(document: Json) -> None:
    paging = operation(document, "get", "/customers")["x-pagination"]
    paging["ascending"] = paging.pop("descending")


@breaking("a body is no longer merged", "PUT /customers/{id}", RESPONSES)
def _(document: Json) -> None:
    del operation(document, "put", "/customers/{id}")["x-effects"][0]["changes"]


@breaking("a body has to name objects of one customer", "POST /subscriptions", REQUESTS)
def _(document: Json) -> None:
    then = {"$request.body#/plan#/customer": {"const": {"$data": "$request.body#/customer"}}}
    found = operation(document, "post", "/subscriptions")
    found["x-requires"] = [{"then": then, "otherwise": "resource_missing"}]


@compatible("a requirement is dropped", "POST /payments/{id}/refund")
def _(document: Json) -> None:
    # Another case renames the parameter.
    (path,) = (path for path in document["paths"] if path.endswith("/refund"))
    operation(document, "post", path)["x-requires"].pop()


@breaking("the maximum size of a body is lowered", "response 413", REQUESTS)
def _(document: Json) -> None:
    response(document, "BodyTooLarge")["x-max-bytes"] = 1024


@breaking("the comparison of a filter is changed", "email[contains]", REQUESTS)
def _(document: Json) -> None:
    parameter(document, "EmailContains")["x-filter"]["ignore_case"] = False


# Changes without a rule


@breaking("an extension without a rule is added", "GET /customers", EVERYTHING)
def _(document: Json) -> None:
    operation(document, "get", "/customers")["x-something"] = True


@breaking("a keyword without a rule is added", "Customer", EVERYTHING)
def _(document: Json) -> None:
    schema(document, "Customer")["not"] = {"required": ["phone"]}
