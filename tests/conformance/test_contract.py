"""What the tester reads from the contract, and that the contract's extensions name what there is."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonpointer import resolve_pointer

from azotte_conformance.contract import Contract, ContractUnusable, Json
from azotte_conformance.contract.pages import pages_of
from azotte_conformance.reaching_states import state_field
from azotte_conformance.response_rules import unknown_fields


def test_every_object_can_be_created_or_listed(contract: Contract) -> None:
    assert contract.resources
    for resource in contract.resources.values():
        assert resource.get is not None
        assert resource.create is not None or resource.listing is not None


def test_route_takes_any_id_and_nothing_else(contract: Contract) -> None:
    for path in contract.paths:
        assert contract.route(path.replace("{id}", "anything")) == path
        assert contract.route(f"{path.replace('{id}', 'x')}/no/such/path") is None


def test_head_is_the_get_of_its_path(contract: Contract) -> None:
    get = next(op for op in contract.operations.values() if op.method == "GET")
    assert contract.match("HEAD", get.path.replace("{id}", "x")) is get


def test_the_method_query_of_openapi_3_2_is_read(bundle: Path) -> None:
    document = json.loads(bundle.read_text(encoding="utf-8")) | {"openapi": "3.2.0"}
    item = document["paths"]["/customers"]
    item["query"] = item["get"] | {"operationId": "search_customers"}
    assert Contract(document).operations["search_customers"].method == "QUERY"


def test_a_broken_rule_has_its_place_in_the_contract(contract: Contract) -> None:
    resource = next(r for r in contract.resources.values() if r.create and r.create.body)
    assert resource.create is not None and resource.create.body is not None
    broken = resource.create.body.schema.broken({"no_such_field": 1})
    for problem in broken:
        assert resolve_pointer(contract.json, problem.pointer) is not None
    assert {problem.keyword for problem in broken} >= {"additionalProperties"}


def test_unknown_fields_are_found_at_any_depth(contract: Contract) -> None:
    resource = next(r for r in contract.resources.values() if r.listing)
    assert resource.listing is not None and resource.listing.success.schema is not None
    page = dict(resource.listing.success.schema.example)
    assert not list(unknown_fields(resource.listing.success.schema, page))
    items = resource.listing.pagination.items if resource.listing.pagination else ""
    page[items] = [{**page[items][0], "secret_column": 1}]
    found = list(unknown_fields(resource.listing.success.schema, page))
    assert [where for where, _ in found] == [f"/{items}/0/secret_column"]


def test_every_filter_names_a_field(contract: Contract) -> None:
    filters = [
        (contract.listed(operation), parameter.definition["x-filter"])
        for operation in contract.lists()
        for parameter in operation.query_parameters
        if "x-filter" in parameter.definition
    ]
    assert filters
    for schema, rule in filters:
        for part in rule["field"].split("."):
            assert part in schema.fields
            schema = schema.fields[part].nonnull
        assert rule["operator"] in ("eq", "gte", "lte", "contains")


def test_every_transition_names_states_and_a_code(contract: Contract) -> None:
    moved = [op for op in contract.operations.values() if op.transition]
    assert moved
    for operation in moved:
        rule = operation.transition
        assert rule is not None
        owner = contract.owner(operation)
        assert owner is not None and state_field(owner) == rule.field
        for state in rule.states:
            assert owner.schema.fields[rule.field].accepts(state)
        assert operation.error(rule.otherwise) is not None


def test_every_event_is_a_webhook(contract: Contract) -> None:
    named = [
        event
        for op in contract.operations.values()
        for rule in op.effects
        for event in rule.get("events", ())
    ]
    assert named
    assert set(named) <= set(contract.webhooks)


def test_every_constraint_has_one_code(contract: Contract) -> None:
    for keyword in (
        "required",
        "type",
        "pattern",
        "maximum",
        "maxLength",
        "enum",
        "additionalProperties",
    ):
        code = contract.code_for(keyword)
        assert code is not None and contract.errors[code].status == 422


@pytest.mark.parametrize("document", [{}, {"components": {"schemas": {}}}, {"paths": {}}])
def test_text_that_is_not_a_bundle_is_an_error(document: Json) -> None:
    with pytest.raises(ContractUnusable, match=r"bundled openapi\.json"):
        Contract(document)


def test_a_nullable_id_is_one(contract: Contract) -> None:
    document: Json = copy.deepcopy(contract.json)
    fields = document["components"]["schemas"]["PaymentCreate"]["properties"]
    reference = {"$ref": "#/components/schemas/CustomerId"}
    fields["payer"] = {"oneOf": [reference, {"type": "null"}]}
    fields["note"] = {"oneOf": [{"$ref": "#/components/schemas/Email"}, {"type": "null"}]}

    grown = Contract(document)

    body = grown.operations["create_payment"].body
    assert body is not None
    schemas = body.schema.fields
    assert {name for name in ("payer", "note", "customer") if grown.is_id(schemas[name])} == {
        "payer",
        "customer",
    }
    assert dict(grown.references(grown.operations["create_payment"]))["payer"].name == "CustomerId"


def test_a_list_with_numbered_pages_is_read_but_not_walked(contract: Contract) -> None:
    document: Json = copy.deepcopy(contract.json)
    listing = document["paths"]["/customers"]["get"]
    listing["x-pagination"] = {"style": "page", "page": "limit", "items": "data"}

    grown = Contract(document)

    assert grown.operations["list_customers"].pagination is None
    assert "list_customers" not in {operation.id for operation in grown.lists()}
    assert grown.operations["list_payments"].pagination is not None


def test_a_merge_patch_is_a_body(contract: Contract) -> None:
    document: Json = copy.deepcopy(contract.json)
    update = document["paths"]["/customers/{id}"]["put"]
    content = update["requestBody"]["content"]
    content["application/merge-patch+json"] = content.pop("application/json")
    upload = document["paths"]["/payments"]["post"]["requestBody"]["content"]
    upload["text/csv"] = upload.pop("application/json")

    grown = Contract(document)

    body = grown.operations["update_customer"].body
    assert body is not None
    assert body.media_type == "application/merge-patch+json"
    assert "metadata" in body.schema.fields
    assert grown.operations["create_payment"].body is None


def test_the_creation_of_a_nested_object_is_not_an_action(contract: Contract) -> None:
    document: Json = copy.deepcopy(contract.json)
    paths = document["paths"]
    cancel = paths["/subscriptions/{id}/cancel"]["post"]
    paths["/customers/{id}/notes"] = {"post": cancel | {"operationId": "create_note"}}
    paths["/customers/{id}/notes/{note_id}"] = {
        "get": paths["/payments/{id}"]["get"] | {"operationId": "get_note"}
    }
    paths["/customers/{id}/block"] = {"post": cancel | {"operationId": "block_customer"}}

    actions = Contract(document).resources["Customer"].actions

    assert [action.id for action in actions] == ["block_customer"]


def with_notes(contract: Contract) -> Contract:
    """The contract with notes below customers: numbered IDs, pages with tokens, changed with PATCH."""
    document: Json = copy.deepcopy(contract.json)
    note: Json = {"type": "object", "properties": {"id": {"$ref": "#/components/schemas/NoteId"}}}
    document["components"]["schemas"] |= {"Note": note, "NoteId": {"type": "integer"}}
    name: Json = {"name": "note", "in": "path", "required": True}
    name["schema"] = {"$ref": "#/components/schemas/NoteId"}
    customer = document["paths"]["/customers/{id}"]["get"]["parameters"][0]
    body: Json = {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}
    patch: Json = {"application/merge-patch+json": body["application/json"]}
    ok: Json = {"responses": {"200": {"content": body}}}
    document["paths"]["/customers/{id}/notes"] = {
        "get": {"operationId": "list_notes", "parameters": [customer], **ok},
        "post": {"operationId": "create_note", "parameters": [customer], **ok},
    }
    document["paths"]["/customers/{id}/notes/{note}"] = {
        "get": {"operationId": "get_note", "parameters": [customer, name], **ok},
        "put": {"operationId": "replace_note", "parameters": [customer, name], **ok},
        "patch": {
            "operationId": "update_note",
            "parameters": [customer, name],
            "requestBody": {"content": patch},
            **ok,
        },
    }
    return Contract(document)


def test_objects_below_others_are_a_resource(contract: Contract) -> None:
    grown = with_notes(contract)
    notes = grown.resources["Note"]

    assert notes.is_numbered
    assert notes.create is not None and notes.create.id == "create_note"
    assert [p.name for p in notes.create.parents] == ["id"]
    assert notes.create.path_parameters == ()
    assert notes.get is not None
    assert [p.name for p in notes.get.path_parameters] == ["note"]


def test_what_a_customer_has_is_not_below_it(contract: Contract) -> None:
    operation = contract.operations["list_customer_entitlements"]
    assert (operation.parents, len(operation.path_parameters)) == ((), 1)


def test_patch_is_the_update(contract: Contract) -> None:
    update = with_notes(contract).resources["Note"].update
    assert update is not None and update.method == "PATCH"
    assert update.body is not None and update.body.is_patch


PAGES: list[tuple[Json, Any, Any, Any]] = [
    ({"style": "page", "page": "page"}, [{}], None, 2),
    ({"style": "page", "page": "page", "first": 0}, [{}], None, 1),
    ({"style": "page", "page": "page"}, [{}], 2, 3),
    ({"style": "page", "page": "page"}, [], 3, None),
    ({"style": "page", "page": "page", "more": "more", "items": "data"}, {"data": [{}], "more": False}, 3, None),
    ({"style": "offset", "offset": "skip"}, [{}, {}], None, 2),
    ({"style": "offset", "offset": "skip"}, [{}, {}], 4, 6),
    ({"style": "token", "token": "token", "next": "/meta/next"}, {"meta": {"next": "b"}}, "a", "b"),
    ({"style": "token", "token": "token", "next": "next"}, {"next": None}, "a", None),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "page", "start", "following"), PAGES)
def test_pages_follow_each_other(rule: Json, page: Any, start: Any, following: Any) -> None:
    pages = pages_of(rule)
    assert pages is not None
    assert pages.after(page, start) == following


@pytest.mark.parametrize("rule", [{}, {"style": "cursor"}, {"style": "link"}])
def test_cursors_and_links_are_not_numbered(rule: Json) -> None:
    assert pages_of(rule) is None
