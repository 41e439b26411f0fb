"""Tests that each rule of openapi/rules/*.py finds its defects, and no others."""

from pathlib import Path

import pytest

from openapi.rules import RULES
from openapi.rules.check import house_findings, to_line
from openapi.rules.contract import read
from openapi.rules.manual import REMEDIES
from tests.openapi.defects import Defect, broken, copy_contract, replace

_EXAMPLE_OF_VERSION = """
title: Version
description: A version.
type: string
maxLength: 9
x-evidence: assumed
examples: ['1']
"""

FILES = [
    Defect("orphan-file", "azotte.yaml", "  /bundles/{id}:\n    $ref: resources/bundles/paths/bundles_{id}.yaml\n", "", found_in="resources/bundles/paths/bundles_{id}.yaml", says="`paths` of azotte.yaml has no `/bundles/{id}` with `$ref: resources/bundles/paths/bundles_{id}.yaml`", also=("link",)),
    Defect("orphan-file", "azotte.yaml", "  payment.failed:\n    $ref: resources/payments/webhooks/payment.failed.yaml\n", "", found_in="resources/payments/webhooks/payment.failed.yaml", says="`webhooks` of azotte.yaml has no `payment.failed` with `$ref: resources/payments/webhooks/payment.failed.yaml`", also=("behaviour",)),
    Defect("orphan-file", "azotte.yaml", "", "", found_in="shared/schemas/Left.yaml", says="no file refers", added={"shared/schemas/Left.yaml": "items: {$ref: Right.yaml}\n", "shared/schemas/Right.yaml": "items: {$ref: Left.yaml}\n"}),
    Defect("orphan-file", "azotte.yaml", "", "", found_in="shared/schemas/Left.yaml", says="no file refers", added={"shared/schemas/Left.yaml": "type: string\n"}),
    Defect("orphan-file", "azotte.yaml", "", "", found_in="notes.yml", says="no file refers", added={"notes.yml": "not: [yaml\n"}),
    Defect("file-name", "resources/subscriptions/paths/subscriptions.yaml", "        GetSubscription:\n", "        ReadSubscription:\n", says="ReadSubscription is in ../links/GetSubscription.yaml"),
    Defect("file-name", "resources/bundles/paths/bundles.yaml", "        GetFirstBundle:\n          $ref: ../links/GetFirstBundle.yaml\n", "        GetFirstBundle:\n          operationId: get_bundle\n          description: Read it.\n          parameters: {id: $response.body#/data/0/id}\n", says="has no file", also=("orphan-file",)),
    Defect("file-name", "resources/bundles/paths/bundles.yaml", "tags: [bundles]", "tags: [payments]", at="get:", says="the path item is not in resources/payments/paths", also=("method-name",)),
    Defect("file-name", "azotte.yaml", "  /bundles:\n", "  /packages:\n", says="not in packages.yaml"),
    Defect("file-name", "resources/customers/schemas/Address.yaml", "    description: Street and house number.\n    type: [string, 'null']\n    maxLength: 200\n    pattern: ^[^\\u0000-\\u001F\\u007F]*$\n", "    $ref: ../../../shared/headers/Version.yaml\n", found_in="shared/headers/Version.yaml", at="title", says="the schema is not in shared/schemas or that of a resource", added={"shared/headers/Version.yaml": _EXAMPLE_OF_VERSION}, also=("example-value",)),
    Defect("schema-title", "resources/bundles/schemas/Plan.yaml", "title: Plan", "title: Price", says="Price"),
    Defect("schema-title", "resources/bundles/schemas/Plan.yaml", "title: Plan\n", "", says="is ''"),
    Defect("unused-component", "azotte.yaml", "  '405': MethodNotAllowed\n", "", at="MethodNotAllowed:", says="the component MethodNotAllowed is not used"),
    Defect("unused-component", "azotte.yaml", "    Tenant: []\n", "", at="Tenant:", says="the component Tenant is not used"),
    Defect("unused-component", "azotte.yaml", "    parameters: [IdempotencyKey]\n", "", at="IdempotencyKey:", says="the component IdempotencyKey is not used"),
    Defect("unused-component", "azotte.yaml", "      '401': Unauthorized\n", "", at="Unauthorized:", says="the component Unauthorized is not used"),
]  # fmt: skip

MARKS = [
    Defect("evidence", "resources/customers/paths/customers.yaml", "  x-evidence: documented\n", "", at="get:", says="the operation"),
    Defect("evidence", "resources/customers/webhooks/customer.created.yaml", "x-evidence: documented", "x-evidence: true", says="the operation"),
    Defect("evidence", "resources/bundles/schemas/Plan.yaml", "x-evidence: documented", "x-evidence: guessed", says="the schema"),
    Defect("evidence", "shared/parameters/Limit.yaml", "x-evidence: documented\n", "", at="name", says="the parameter"),
    Defect("evidence", "shared/headers/Retry-After.yaml", "x-evidence: assumed\n", "", at="description", says="the header"),
    Defect("evidence", "shared/responses/NotFound.yaml", "x-evidence: assumed\n", "", at="description", says="the response"),
    Defect("evidence", "shared/security/ApiKey.yaml", "x-evidence: documented\n", "", at="type", says="the security scheme"),
    Defect("evidence", "azotte.yaml", "    Billing: assumed\n", "", at="x-evidence", says="the section Billing has no valid x-evidence"),
    Defect("evidence", "azotte.yaml", "    Billing: assumed\n", "    Billing: assumed\n    Invoices: assumed\n", at="Invoices", says="no section Invoices"),
    Defect("key-types", "resources/payments/paths/payments.yaml", "  x-key-types: [secret]\n", "", at="get:", says="list_payments has no x-key-types"),
    Defect("key-types", "resources/payments/paths/payments.yaml", "x-key-types: [secret]", "x-key-types: [root]", says="no key has the type root"),
    Defect("key-types", "resources/payments/paths/payments.yaml", "x-key-types: [secret]", "x-key-types: [secret, secret]", says="twice"),
    Defect("open-enum", "resources/payments/schemas/PaymentStatus.yaml", "x-open-enum: true\n", "", at="enum", says="no x-open-enum"),
    Defect("open-enum", "resources/payments/schemas/PaymentStatus.yaml", "x-open-enum: true", "x-open-enum: false", says="clients read"),
    Defect("enum-values", "resources/subscriptions/schemas/Proration.yaml", "next_cycle, none]", "next_cycle, none, later]", at="enum", says="does not describe later"),
    Defect("enum-values", "resources/subscriptions/schemas/Proration.yaml", "  none: The plan", "  never: Not at all.\n  none: The plan", says="never is not a value"),
    Defect("extension", "resources/bundles/paths/bundles.yaml", "  x-evidence: inferred\n", "  x-evidence: inferred\n  x-paginated: true\n", at="x-paginated", says="x-paginated is not for the operation get"),
    Defect("extension", "resources/bundles/schemas/Plan.yaml", "x-evidence: documented\n", "x-evidence: documented\nx-key-types: [secret]\n", at="x-key-types", says="x-key-types is not for the schema Plan"),
]  # fmt: skip

BEHAVIOUR = [
    Defect("behaviour", "resources/subscriptions/paths/subscriptions_{id}_pause.yaml", "then: {/status: {const: paused}}", "then: {/state: {const: paused}}", says="`/state` leads nowhere"),
    Defect("behaviour", "resources/subscriptions/paths/subscriptions_{id}_pause.yaml", "{/status: {enum", "{$before#/state: {enum", says="`$before#/state` leads nowhere"),
    Defect("behaviour", "resources/subscriptions/paths/subscriptions_{id}_pause.yaml", "otherwise: invalid_state", "otherwise: wrong_state", says="returns no error wrong_state"),
    Defect("behaviour", "resources/subscriptions/paths/subscriptions_{id}_pause.yaml", "changes: [status]", "changes: [state]", says="`/state` leads nowhere"),
    Defect("behaviour", "resources/subscriptions/paths/subscriptions_{id}_pause.yaml", "changes: [status]", "changes: status", says="status"),
    Defect("behaviour", "resources/subscriptions/paths/subscriptions_{id}_pause.yaml", "creates: {Payment: []}", "creates: {Refund: []}", says="there is no schema Refund"),
    Defect("behaviour", "resources/subscriptions/paths/subscriptions_{id}_pause.yaml", "events: [subscription.paused]", "events: [subscription.stopped]", says="there is no webhook subscription.stopped"),
    Defect("behaviour", "resources/subscriptions/paths/subscriptions_{id}_cancel.yaml", "{$request.body#/reason: {type", "{$request.body#/why: {type", says="`$request.body#/why` leads nowhere", also=("behaviour-example",)),
    Defect("behaviour", "resources/subscriptions/paths/subscriptions_{id}_cancel.yaml", "{$data: $request.body#/reason}", "{$data: $request.body#/why}", says="`$request.body#/why` leads nowhere", also=("behaviour-example",)),
    Defect("behaviour", "resources/payments/paths/payments_{id}_refund.yaml", "minus: /amount_refunded", "minus: /refunded", says="`/refunded` leads nowhere", also=("behaviour-example",)),
    Defect("behaviour", "resources/payments/paths/payments.yaml", "#/subscription#/customer", "#/subscription#/owner", says="leads nowhere"),
    Defect("behaviour", "resources/customers/schemas/Customer.yaml", "{field: email,", "{field: mail,", says="Customer has no field mail", also=("behaviour-example",)),
    Defect("behaviour", "resources/subscriptions/schemas/Subscription.yaml", "/bundle#/plans:", "/bundle#/prices:", says="`/bundle#/prices` leads nowhere"),
    Defect("behaviour", "resources/subscriptions/schemas/Subscription.yaml", "before: P3D", "before: 3 days", says="3 days", also=("behaviour-example",)),
    Defect("behaviour", "resources/subscriptions/schemas/Subscription.yaml", "operation: update_subscription", "operation: change_subscription", at="given", says="no operation change_subscription"),
    Defect("behaviour", "resources/subscriptions/parameters/StatusFilter.yaml", "operator: eq", "operator: is", says="is"),
    Defect("behaviour-example", "README.md", "x-filter: {field: email", "x-filter: {field: mail", says="nothing in the contract has this x-filter"),
]  # fmt: skip

OPERATIONS = [
    Defect("operation-id", "resources/bundles/paths/bundles_{id}.yaml", "get_bundle", "getBundle", says="snake_case", also=("link", "operation-text")),
    Defect("operation-id", "resources/bundles/paths/bundles_{id}.yaml", "get_bundle", "read_bundle", says="does not start with get", also=("link", "operation-text")),
    Defect("operation-id", "resources/bundles/paths/bundles.yaml", "list_bundles", "list_bundle", says="plural"),
    Defect("operation-id", "resources/subscriptions/paths/subscriptions_{id}_pause.yaml", "pause_subscription", "stop_subscription", says="create or pause", also=("link", "operation-text")),
    Defect("method-name", "resources/entitlements/paths/customers_{id}_entitlements.yaml", "tags: [entitlements]", "tags: [customers]", at="get:", says="both become the method customers.list", also=("file-name",)),
    Defect("pagination", "resources/payments/paths/payments.yaml", "  x-pagination: {style: cursor, limit: limit, after: starting_after, before: ending_before, items: data, more: has_more, cursor: id, descending: created}\n", "", at="get:", says="x-pagination"),
    Defect("pagination", "resources/payments/paths/payments.yaml", "../parameters/StartingAfterPayment", "../../bundles/parameters/StartingAfterBundle", at="x-pagination", says="different schemas", also=("orphan-file",)),
]  # fmt: skip

RESPONSES = [
    Defect("missing-reference", "resources/subscriptions/paths/subscriptions.yaml", "    '404':\n      $ref: ../../../shared/responses/NotFound.yaml\n", "", at="post:", says="create_subscription refers to an object in customer"),
    Defect("response-header", "shared/responses/NotFound.yaml", "  X-RateLimit-Reset:\n    $ref: ../headers/X-RateLimit-Reset.yaml\n", "", at="description", says="the 404 response has no header X-RateLimit-Reset"),
    Defect("response-header", "shared/responses/InternalError.yaml", "  X-Request-Id:\n    $ref: ../headers/X-Request-Id.yaml\n", "  Retry-After:\n    $ref: ../headers/Retry-After.yaml\n", at="description", says="the 500 response has no header X-Request-Id"),
    Defect("response-header", "shared/responses/ServiceUnavailable.yaml", "  Retry-After:\n    $ref: ../headers/Retry-After.yaml\n", "", at="description", says="the 503 response has no header Retry-After"),
    Defect("response-header", "shared/responses/MethodNotAllowed.yaml", "  Allow:\n    $ref: ../headers/Allow.yaml\n", "", at="description", says="the 405 response has no header Allow", also=("orphan-file",)),
    Defect("error-response", "resources/payments/paths/payments.yaml", "    '404':\n      $ref: ../../../shared/responses/NotFound.yaml\n", "    '404':\n      description: Missing.\n", says="the error response has no file", also=("behaviour",)),
    Defect("error-response", "shared/responses/NotFound.yaml", "x-error-type: not_found_error\n", "", at="description", says="no x-error-type", also=("error-examples",)),
    Defect("error-response", "shared/responses/BodyTooLarge.yaml", "x-error-codes:\n  body_too_large: The request body is too large.\n", "", at="description", says="no x-error-codes", also=("error-examples",)),
    Defect("error-examples", "shared/responses/Forbidden.yaml", "  https_required: The request was sent over plain HTTP.\n", "  https_required: The request was sent over plain HTTP.\n  key_expired: The key has expired.\n", at="key_expired", says="no example for key_expired"),
    Defect("error-examples", "shared/responses/Forbidden.yaml", "  https_required: The request was sent over plain HTTP.\n", "", at="https_required", says="does not list https_required"),
    Defect("error-examples", "shared/responses/NotFound.yaml", "            code: resource_missing", "            code: gone", says="has the code gone"),
    Defect("error-examples", "shared/responses/NotFound.yaml", "            type: not_found_error", "            type: api_error", says="the type of the example resource_missing is not not_found_error"),
    Defect("unrouted-response", "azotte.yaml", "'405': MethodNotAllowed", "'405': WrongMethod", says="no WrongMethod", also=("unused-component",)),
    Defect("unrouted-response", "azotte.yaml", "'405': MethodNotAllowed", "'204': MethodNotAllowed", says="204 is not an error status"),
]  # fmt: skip

SCHEMAS = [
    Defect("event-union", "shared/schemas/Event.yaml", "discriminator:\n  propertyName: type\n", "", at="x-union-of", says="no discriminator"),
    Defect("event-union", "shared/schemas/Event.yaml", "x-union-of: webhooks", "x-union-of: paths", says="x-union-of is not `webhooks`", also=("example-value",)),
    Defect("event-union", "resources/payments/schemas/PaymentFailedEvent.yaml", "required: [id, object, type, created, data]", "required: [id, object, created, data]", at="title", says="PaymentFailedEvent does not require `type`"),
    Defect("closed-request", "resources/payments/schemas/PaymentRefund.yaml", "additionalProperties: false\n", "", at="title", says="PaymentRefund allows unknown fields"),
    Defect("closed-request", "resources/customers/schemas/AddressInput.yaml", "additionalProperties: false\n", "additionalProperties: true\n", at="title", says="AddressInput allows unknown fields"),
    Defect("bounds", "resources/bundles/schemas/PlanId.yaml", "maxLength: 69\n", "", at="title", says="a string without maxLength"),
    Defect("bounds", "resources/bundles/schemas/Plan.yaml", "    minimum: 0\n", "", at="trial_days", says="an integer without minimum"),
    Defect("bounds", "resources/bundles/schemas/Plan.yaml", "    maximum: 730\n", "", at="trial_days", says="an integer without maximum"),
    Defect("bounds", "resources/bundles/schemas/BundleList.yaml", "    maxItems: 100\n", "", at="data", says="an array without maxItems"),
    Defect("bounds", "shared/schemas/Metadata.yaml", "maxProperties: 50\n", "", at="title", says="a map without maxProperties"),
    Defect("bounds", "resources/customers/schemas/Address.yaml", "    maxLength: 20\n", "", at="postal_code", says="a string without maxLength"),
    Defect("pattern", "resources/bundles/schemas/PlanId.yaml", "pattern: ^plan_[A-Za-z0-9_]{1,64}$", "pattern: plan_[A-Za-z0-9_]{1,64}$", says="not anchored"),
    Defect("pattern", "resources/bundles/schemas/PlanId.yaml", "pattern: ^plan_[A-Za-z0-9_]{1,64}$", "pattern: ^plan_([A-Za-z0-9_]{1,64}$", says="not a regular expression"),
    Defect("pattern", "shared/security/Tenant.yaml", "x-pattern: ^[A-Za-z0-9_-]{1,64}$", "x-pattern: ^([A-Za-z0-9_-]+)+$", says="repeats", also=("example-value",)),
    Defect("description", "resources/bundles/schemas/Plan.yaml", "description: Price of a bundle and how often it is charged.\n", "", at="title", says="the schema Plan has no description"),
    Defect("description", "resources/bundles/schemas/Plan.yaml", "    description: Length of the free trial in days, 0 to 730. 0 means no trial.\n", "", at="trial_days", says="the schema trial_days has no description"),
    Defect("description", "resources/bundles/schemas/Plan.yaml", "how often it is charged.", "how often it is charged", says="full stop"),
    Defect("description", "resources/bundles/schemas/Plan.yaml", "description: Price of one period, in the minor unit of the currency.", "description: The price", says="full stop"),
    Defect("description", "resources/subscriptions/schemas/Proration.yaml", "when the next period starts.", "when the next period starts", says="full stop"),
    Defect("description", "shared/parameters/Limit.yaml", "description: Number of objects to return, 1 to 100. Defaults to 10.\n", "", at="name", says="the parameter Limit has no description"),
    Defect("description", "azotte.yaml", "    description: Customers are the people and companies that subscribe to bundles.\n", "", at="- name: customers", says="the tag 0 has no description"),
]  # fmt: skip

TEXTS = [
    Defect("operation-text", "resources/payments/paths/payments.yaml", "summary: Create a payment", "summary: A new payment", says="the summary of create_payment does not start with Create"),
    Defect("operation-text", "resources/payments/paths/payments_{id}.yaml", "    Returns a payment.", "    The payment of an ID.", at="description", says="the description of get_payment does not start with a verb"),
]  # fmt: skip

EXAMPLES = [
    Defect("example", "resources/bundles/schemas/PlanId.yaml", "examples: [plan_basic]\n", "", at="title", says="the schema PlanId has no examples"),
    Defect("example", "shared/parameters/Limit.yaml", "example: 10\n", "", at="name", says="the parameter Limit has no example"),
    Defect("example", "shared/headers/Retry-After.yaml", "example: 7\n", "", at="description", says="the header Retry-After has no example"),
    Defect("example", "shared/headers/Retry-After.yaml", "example: 7\n", "example: 7\nexamples: {seven: {value: 7}}\n", at="description", says="both `example` and `examples`"),
    Defect("example", "resources/payments/paths/payments_{id}_refund.yaml", "        examples:\n          part:\n            $ref: ../examples/PaymentRefund.yaml\n", "", at="application/json", says="no example", also=("orphan-file",)),
    Defect("example-value", "resources/bundles/schemas/PlanId.yaml", "examples: [plan_basic]", "examples: [basic]", says="does not match"),
    Defect("example-value", "resources/bundles/schemas/Plan.yaml", "    trial_days: 14", "    trial_days: many", says="is not of type"),
    Defect("example-value", "resources/bundles/schemas/Plan.yaml", "    trial_days: 14", "    trial_days: 14\n    trail: 1", at="- id", says="trail"),
    Defect("example-value", "resources/customers/schemas/Email.yaml", "examples: [ada@example.com]", "examples: [nobody]", says='is not a "email"'),
    Defect("example-value", "shared/parameters/Limit.yaml", "example: 10", "example: 1000", says="maximum of 100"),
    Defect("example-value", "shared/headers/Retry-After.yaml", "example: 7", "example: soon", says="is not of type"),
    Defect("example-value", "resources/payments/examples/PaymentCreate.yaml", "  currency: usd", "  currency: US", says="does not match"),
    Defect("example-value", "shared/responses/NotFound.yaml", "            request_id: req_1234567890abcdef", "            request_id: 17", says="is not of type"),
    Defect("example-value", "resources/customers/examples/CustomerCreatedEvent.yaml", "  type: customer.created", "  type: customer.made", says="customer.created"),
    Defect("example-value", "shared/security/ApiKey.yaml", "x-example: sk_dev_1234567890abcdef", "x-example: secret", says="x-pattern"),
    Defect("default-value", "shared/parameters/Limit.yaml", "  default: 10", "  default: ten", says="is not of type"),
]  # fmt: skip

LINKS_AND_WEBHOOKS = [
    Defect("link", "resources/bundles/links/GetFirstBundle.yaml", "operationId: get_bundle", "operationId: get_bundel", says="no operation get_bundel"),
    Defect("link", "resources/payments/links/NextPayments.yaml", "  starting_after:", "  after:", says="list_payments has no parameter after"),
    Defect("link", "resources/payments/links/RefundPayment.yaml", "parameters:\n  id: $response.body#/id\n", "", at="operationId", says="does not pass id"),
    Defect("link", "resources/payments/links/RefundPayment.yaml", "$response.body#/id", "$response.body#/payment", says="no field"),
    Defect("link", "resources/payments/links/NextPayments.yaml", "$response.body#/data/0/id", "$response.body#/items/0/id", says="no field"),
    Defect("link", "resources/payments/links/RefundPayment.yaml", "$response.body#/id", "$request.path.id", says="does not start with"),
    Defect("link", "resources/subscriptions/links/SubscribeCustomer.yaml", "plan: plan_basic", "price: plan_basic", at="requestBody", says="SubscriptionCreate has no field price"),
    Defect("link", "resources/subscriptions/links/SubscribeCustomer.yaml", "requestBody: {customer: $response.body#/id, plan: plan_basic}\n", "", at="operationId", says="no field customer"),
    Defect("link", "resources/payments/links/GetPayment.yaml", "parameters:", "requestBody: {}\nparameters:", at="requestBody", says="no request body"),
    Defect("webhook", "resources/payments/webhooks/payment.failed.yaml", "post:", "put:", says="not a POST"),
    Defect("webhook", "resources/payments/webhooks/payment.failed.yaml", "on_payment_failed", "on_failed_payment", says="is not on_payment_failed"),
    Defect("webhook", "resources/payments/webhooks/payment.failed.yaml", "summary: payment.failed", "summary: A failed payment", says="is not its event type"),
    Defect("webhook", "resources/payments/webhooks/payment.failed.yaml", "  security: []\n", "", at="post:", says="security: []"),
    Defect("webhook", "resources/payments/webhooks/payment.failed.yaml", "  parameters:\n    - $ref: ../../../shared/parameters/AzotteSignature.yaml\n", "", at="post:", says="azotte-signature"),
    Defect("webhook", "resources/payments/webhooks/payment.failed.yaml", "../schemas/PaymentFailedEvent.yaml", "../schemas/PaymentRefundedEvent.yaml", at="post:", says="is not payment.failed", also=("orphan-file", "example-value")),
    Defect("webhook", "resources/payments/webhooks/payment.failed.yaml", "'200'", "'202'", at="post:", says="responses other than 200"),
]  # fmt: skip

DEFECTS = [
    *FILES,
    *MARKS,
    *BEHAVIOUR,
    *OPERATIONS,
    *RESPONSES,
    *SCHEMAS,
    *TEXTS,
    *EXAMPLES,
    *LINKS_AND_WEBHOOKS,
]


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_contract(tmp_path_factory.mktemp("contract") / "openapi")


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_the_rule_notices_the_defect(defect: Defect, entry: Path) -> None:
    with broken(entry.parent, defect) as (file, line):
        findings = [*house_findings(read(entry))]

    lines = [to_line(finding, entry.parent) for finding in findings]
    start = f"{entry.parent / file}:{line}: {defect.rule}: "
    end = f"; {REMEDIES[defect.rule]}"
    assert any(
        shown.startswith(start) and defect.says in shown and shown.endswith(end) for shown in lines
    ), lines
    assert {finding.rule for finding in findings} == {defect.rule, *defect.also}, lines


def test_the_contract_breaks_no_house_rule(entry: Path) -> None:
    assert [*house_findings(read(entry))] == []


@pytest.mark.parametrize("form", ["uuid", "date-time"])
def test_a_format_of_short_texts_is_a_bound(form: str, tmp_path: Path) -> None:
    entry = copy_contract(tmp_path / "openapi")
    replace(
        entry.parent / "resources/bundles/schemas/PlanId.yaml",
        "maxLength: 69\n",
        f"format: {form}\n",
    )
    assert "bounds" not in {finding.rule for finding in house_findings(read(entry))}


def test_each_rule_has_a_defect() -> None:
    rules = {rule.__name__.replace("_", "-") for rule in RULES}
    assert rules == {defect.rule for defect in DEFECTS}


def test_rules_see_what_openapi_3_2_adds(tmp_path: Path) -> None:
    entry = copy_contract(tmp_path / "openapi")
    replace(entry, "openapi: 3.1.1", "openapi: 3.2.0")
    file = entry.parent / "resources/bundles/paths/bundles.yaml"
    replace(file, "get:\n", "query:\n")
    bundles = [op for op in read(entry).operations if op.node.file.endswith("bundles.yaml")]
    assert [op.method for op in bundles] == ["query"]
    before = {part.node.file for part in read(entry).parts}
    replace(file, "schema:", "itemSchema:")
    assert {part.node.file for part in read(entry).parts} == before
