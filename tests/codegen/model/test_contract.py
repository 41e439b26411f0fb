"""The model of the present contract agrees with the readers that the emitters use now."""

import cProfile
from typing import Any

import pytest

from codegen import facts, names
from codegen.document import schema_name
from codegen.model.names import (
    PYTHON,
    TYPESCRIPT,
    Scope,
    camel_case,
    error_class,
    family_class,
    method_names,
    pascal_case,
)
from codegen.model.operations import (
    ApiKey,
    Empty,
    JsonContent,
    ObjectCursor,
    Operation,
    Response,
)
from codegen.model.operations import Parameter as NewParameter
from codegen.model.read import read, read_api
from codegen.model.types import Field, Ref
from codegen.operations import Parameter as OldParameter
from codegen.operations import read_resources
from codegen.relax import is_scalar, only_sent
from tests.codegen.model.documents import CONTRACT, contract

API = read_api(CONTRACT)
RESOURCES = read_resources(CONTRACT)
OPERATIONS = {one.id: one for one in API.operations}


def result(response: Response) -> str | None:
    (content,) = response.contents
    if isinstance(content, Empty):
        return None
    assert isinstance(content, JsonContent) and isinstance(content.type, Ref)
    return content.type.name


def fields_of(operation: Operation) -> tuple[Field, ...]:
    if operation.body is None:
        return ()
    (content,) = operation.body.contents
    assert isinstance(content, JsonContent)
    found = API.object_of(content.type)
    assert found is not None
    return found.fields


def test_the_contract_is_supported_as_a_whole() -> None:
    reading = read(CONTRACT)
    assert reading.rejections == ()
    assert reading.operation_count == len(API.operations) == len(OPERATIONS)


@pytest.mark.parametrize(
    "old",
    [operation for resource in RESOURCES for operation in resource.operations],
    ids=lambda old: old.id,
)
def test_each_operation_agrees(old: Any) -> None:
    new = OPERATIONS[old.id]
    assert (new.method, new.path, new.summary, new.description) == (
        old.method,
        old.path,
        old.summary,
        old.description,
    )
    assert new.key_types == old.key_types
    assert (new.deprecation is not None) == old.deprecated
    assert (new.idempotency is not None) == old.idempotent
    assert {response.code: result(response) for response in new.responses} == old.results
    assert tuple(dict.fromkeys(error.error_type for error in new.errors)) == old.error_types
    assert [(one.name, one.location, one.required, one.description) for one in new.parameters] == [
        (one.wire_name, one.location, one.required, one.description) for one in old.parameters
    ]
    for parameter, raw in zip(new.parameters, old.parameters, strict=True):
        if name := schema_name(raw.schema):
            assert parameter.type == Ref(name)
    body_required = new.body is not None and new.body.required
    assert body_required == old.body_required
    assert [
        (one.name, one.required and body_required, one.description) for one in fields_of(new)
    ] == [(one.wire_name, one.required, one.description) for one in old.body_members]


@pytest.mark.parametrize(
    "old",
    [operation for resource in RESOURCES for operation in resource.operations],
    ids=lambda old: old.id,
)
def test_arguments_keep_their_names(old: Any) -> None:
    new = OPERATIONS[old.id]
    parts: list[NewParameter | Field] = [*new.parameters, *fields_of(new)]
    scope = Scope(PYTHON, "snake", names.RESERVED_ARGUMENTS)
    olds: list[OldParameter] = [*old.parameters, *old.body_members]
    assert scope.names([one.argument or one.name for one in parts]) == tuple(
        one.name for one in olds
    )
    camel = Scope(TYPESCRIPT, "camel").names([one.name for one in olds])
    assert camel == tuple(names.camel_case(one.name) for one in olds)


def test_pagination_agrees() -> None:
    for resource in RESOURCES:
        for old in resource.operations:
            new = OPERATIONS[old.id].pagination
            if old.pagination is None:
                assert new is None
                continue
            assert old.item is not None
            role = old.pagination
            assert new == ObjectCursor(
                items=(role["items"],),
                item=Ref(old.item),
                after=role["after"],
                before=role["before"],
                cursor=(role["cursor"],),
                more=(role["more"],),
                limit=role["limit"],
            )


def test_tags_methods_and_classes_keep_their_names() -> None:
    by_tag: dict[str, list[Operation]] = {tag.name: [] for tag in API.tags}
    for operation in API.operations:
        by_tag[operation.tag].append(operation)
    for resource in RESOURCES:
        found = by_tag[resource.tag]
        assert method_names(found, Scope(PYTHON, "snake")) == tuple(
            one.method_name for one in resource.operations
        )
        assert Scope(PYTHON, "snake").name(resource.tag) == resource.name
        assert pascal_case(resource.name) == names.pascal_case(resource.name)
        assert camel_case(resource.name) == names.camel_case(resource.name)
    assert {tag.name: tag.description for tag in API.tags} == {
        resource.tag: resource.description for resource in RESOURCES
    }


def test_errors_keep_their_types_codes_and_classes() -> None:
    assert [
        (
            family.type,
            family_class(family),
            family.description,
            family.statuses,
            [(code.name, error_class(code.name), code.description) for code in family.codes],
        )
        for family in API.errors
    ] == [
        (
            old.type,
            old.class_name,
            old.description.strip(),
            old.statuses,
            [(code.name, code.class_name, code.description) for code in old.codes],
        )
        for old in facts.read_errors(CONTRACT)
    ]


def test_headers_servers_and_webhooks_agree() -> None:
    headers = facts.read_headers(CONTRACT)
    standard = API.standard_headers
    assert (standard.request_id, standard.limit, standard.remaining, standard.reset) == (
        headers.request_id,
        headers.limit,
        headers.remaining,
        headers.reset,
    )
    assert (standard.replayed, standard.retry_after) == (headers.replayed, headers.retry_after)
    assert [one.name for one in API.headers] == [*CONTRACT["components"]["headers"]]
    assert [(one.url, one.environments) for one in API.servers] == [
        (old.url, old.environments) for old in facts.read_servers(CONTRACT)
    ]
    webhooks = facts.read_webhooks(CONTRACT)
    assert {one.type: one.payload for one in API.events} == {
        event: Ref(name) for event, name in webhooks.events.items()
    }
    assert API.signature is not None and API.signature.name == webhooks.signature["name"]
    tolerance = API.signature.extensions["x-tolerance-seconds"]
    assert tolerance == webhooks.signature["x-tolerance-seconds"]
    assert API.event_union == "Event"


def test_the_key_and_the_tenant_agree() -> None:
    key, tenant = facts.read_credentials(CONTRACT)
    for raw in (key, tenant):
        (scheme,) = [
            one
            for one in API.security_schemes.values()
            if isinstance(one, ApiKey) and one.name == raw["name"]
        ]
        assert scheme.location == raw["in"]
        assert scheme.facts.description == raw["description"].strip()
        assert scheme.facts.pattern == raw["x-pattern"]
        assert scheme.facts.example == raw["x-example"]
        assert scheme.facts.environment_variable == raw["x-environment-variable"]
        assert [
            {"prefix": one.prefix, "type": one.type, "environment": one.environment}
            for one in scheme.facts.key_kinds
        ] == raw.get("x-key-kinds", [])
        assert scheme.facts.extensions["x-rate-limits"] == raw["x-rate-limits"]


def test_types_are_the_components_with_their_use() -> None:
    schemas = CONTRACT["components"]["schemas"]
    assert [*API.types] == [*schemas]
    assert all(named.is_component for named in API.types.values())
    # The old reader leaves parameters out.
    only_in_requests = {
        name for name, named in API.types.items() if named.sent and not named.received
    }
    in_bodies = {name for name in only_in_requests if name in only_sent(CONTRACT)}
    assert in_bodies == only_sent(CONTRACT)
    for name, schema in schemas.items():
        found = API.object_of(Ref(name))
        if found is not None:
            assert {one.name for one in found.fields} == {*schema["properties"]}
            assert {one.name for one in found.fields if one.required} == {
                *schema.get("required", [])
            }
        assert (found is None) or not is_scalar(schema)


def with_copies(number: int) -> dict[str, Any]:
    """Return the contract with copies of its schemas and operations."""
    document = contract()
    schemas, paths = document["components"]["schemas"], document["paths"]
    for index in range(number):
        copy = contract()
        for name, schema in copy["components"]["schemas"].items():
            schemas[f"{name}{index}"] = schema
        for path, item in copy["paths"].items():
            for operation in item.values():
                operation["operationId"] += f"_{index}"
            paths[f"/v{index}{path}"] = item
    return document


def calls(document: dict[str, Any]) -> int:
    """Return the number of function calls that reading a document takes."""
    profile = cProfile.Profile(builtins=False)
    profile.runcall(read_api, document)
    return sum(entry.callcount for entry in profile.getstats())


def test_reading_is_linear() -> None:
    # Four times as much. Quadratic growth would be a factor of 16.
    assert calls(with_copies(3)) < 4.4 * calls(with_copies(0))
