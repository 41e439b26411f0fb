"""Models: all packages mean the same, and nothing that was received is lost."""

from __future__ import annotations

import asyncio
import copy
import json
import os
import pickle
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any, cast

import fastapi
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azotte import UNSET, convert, decode, encode, models, webhooks
from azotte.errors import DecodeError, InvalidArgumentError
from azotte.models import pydantic, typeddicts
from tests.client.conftest import ROOT


def _shape(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    told = ("title", "description", "examples", "const")
    fields: dict[str, Any] = {**schema}
    return {key: _shape(value) for key, value in fields.items() if key not in told}


PACKAGES = {
    "msgspec": models,
    "pydantic": pydantic,
    "TypedDict": typeddicts,
}
SCHEMAS: dict[str, Any] = json.loads((ROOT / "generated" / "openapi.json").read_text())[
    "components"
]["schemas"]
OBJECTS = [name for name, schema in SCHEMAS.items() if "properties" in schema]
# Of those that differ by their descriptions and constants alone, as events do, one.
SHAPES = list({json.dumps(_shape(SCHEMAS[name])): name for name in OBJECTS}.values())

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
numbers = st.integers(-(2**70), 2**70) | st.decimals(-(10**20), 10**20, allow_nan=False, places=3)
values = st.recursive(
    st.none() | st.booleans() | numbers | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=3,
)


def instances(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Instances of a schema as a client must take them: without bounds, with values and fields that it does not know."""
    if "$ref" in schema:
        return instances(
            {
                **SCHEMAS[schema["$ref"].rpartition("/")[2]],
                **{key: value for key, value in schema.items() if key != "$ref"},
            }
        )
    if "oneOf" in schema:
        return st.one_of([instances(each) for each in schema["oneOf"]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        known = st.sampled_from(schema["enum"])
        return known | names if schema.get("x-open-enum") else known
    kinds: Any = schema.get("type")
    if isinstance(kinds, list):
        several: list[str] = [*kinds]
        return st.one_of([instances({**schema, "type": kind}) for kind in several])
    match kinds:
        case "object" if "properties" in schema:
            return objects(schema)
        case "object":
            inner = schema.get("additionalProperties", True)
            return st.dictionaries(names, values if inner is True else instances(inner), max_size=3)
        case "array":
            return st.lists(instances(schema["items"]), max_size=2)
        case "string":
            return names
        case "integer":
            return st.integers(-(2**63), 2**63 - 1)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case _:
            return values


@st.composite
def objects(draw: Callable[..., Any], schema: dict[str, Any]) -> dict[str, Any]:
    fields = {
        name: draw(instances(each))
        for name, each in schema["properties"].items()
        if name in schema.get("required", ()) or draw(st.booleans())
    }
    unknown = names.filter(lambda name: name not in schema["properties"])
    others: dict[str, Any] = draw(st.dictionaries(unknown, values, max_size=2))
    return fields | others


def shuffled(value: Any, random: Random) -> Any:
    """Return a document with the fields of each of its objects in another order."""
    if isinstance(value, list):
        return [shuffled(item, random) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        fields = [
            (name, shuffled(each, random)) for name, each in cast("dict[str, Any]", value).items()
        ]
        random.shuffle(fields)
        return dict(fields)
    return value


ENCODER = msgspec.json.Encoder(decimal_format="number")


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=6, deadline=None)
@given(data=st.data(), order=st.permutations(list(PACKAGES)), random=st.randoms())
def test_any_instance_goes_through_all_packages(
    name: str, data: st.DataObject, order: list[str], random: Random
) -> None:
    document = shuffled(data.draw(instances(SCHEMAS[name])), random)
    text = ENCODER.encode(document)
    first: Any = decode(text, getattr(models, name))
    there = encode(first)
    assert json.loads(there, parse_float=Decimal) == json.loads(text, parse_float=Decimal)
    instance = first
    for package in order:
        assert encode(decode(text, getattr(PACKAGES[package], name))) == there
        instance = convert(instance, getattr(PACKAGES[package], name))
        assert encode(instance) == there
        for copied in (
            copy.copy(instance),
            copy.deepcopy(instance),
            pickle.loads(pickle.dumps(instance)),
            instance if package == "TypedDict" else instance.__replace__(),
        ):
            assert encode(copied) == there


@pytest.mark.parametrize("package", [models, pydantic], ids=lambda each: each.__name__)
def test_a_changed_copy_keeps_the_rest(package: Any, example: Any) -> None:
    document = {**example("Subscription"), "region": "eu", "plan": {**example("Plan"), "tax": 1}}
    one = decode(json.dumps(document), package.Subscription)
    # What `copy.replace` of Python 3.13 calls.
    other = one.__replace__(status="paused")
    assert json.loads(encode(other)) == {**document, "status": "paused"}
    assert json.loads(encode(one)) == document
    update = decode(b'{"name":null,"more":1}', package.CustomerUpdate).__replace__(email="a@b.c")
    assert json.loads(encode(update)) == {"name": None, "email": "a@b.c", "more": 1}


@pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES.keys())
@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("created", value) for value in ('"5"', "true", "1.5", "1e-3", "1e400", "[1]")),
        *(("cancel_at_period_end", value) for value in ("1", '"true"', "0.0")),
        *(("customer", value) for value in ("1", "true")),
        *(("metadata", value) for value in ('{"a":1}', "[]", '"{}"')),
        ("plan", "[]"),
    ],
)
def test_no_value_is_taken_for_one_of_another_type(
    package: Any, field: str, value: str, example: Any
) -> None:
    fields = {name: json.dumps(each) for name, each in example("Subscription").items()}
    fields[field] = value
    text = ",".join(f'"{name}":{each}' for name, each in fields.items())
    with pytest.raises(DecodeError, match=field):
        decode(f"{{{text}}}", package.Subscription)


@pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES.keys())
def test_unset_and_null_are_different(package: Any) -> None:
    unset, null = package.CustomerUpdate(), package.CustomerUpdate(name=None)
    for update, text in ((unset, b"{}"), (null, b'{"name":null}')):
        for each in (
            update,
            copy.copy(update),
            copy.deepcopy(update),
            pickle.loads(pickle.dumps(update)),
        ):
            assert encode(each) == text
        assert encode(decode(text, package.CustomerUpdate)) == text


def test_what_is_unset_is_unset() -> None:
    update = models.CustomerUpdate()
    assert update.name is UNSET
    assert copy.deepcopy(update).name is pickle.loads(pickle.dumps(update)).name is UNSET
    assert "name" not in pydantic.CustomerUpdate().model_fields_set
    assert pydantic.CustomerUpdate(name=None).model_dump() == {"name": None}
    assert pydantic.CustomerUpdate(name=None).model_dump_json() == '{"name":null}'


def test_unknown_fields_can_be_read_and_changed(example: Any) -> None:
    document: dict[str, Any] = {**example("Subscription"), "region": "eu"}
    document["plan"] = {**document["plan"], "tax": {"rate": 0.19}}
    subscription = decode(json.dumps(document), models.Subscription)
    assert subscription.extra == {"region": "eu"}
    assert str(subscription.plan.extra["tax"]["rate"]) == "0.19"
    subscription.extra["region"] = "us"
    subscription.status = "paused"
    written = json.loads(encode(subscription))
    assert (written["region"], written["status"], written["plan"]["tax"]) == (
        "us",
        "paused",
        {"rate": 0.19},
    )
    assert (
        models.Plan(
            **{name: getattr(subscription.plan, name) for name in models.Plan.__struct_fields__}
        ).extra
        == {}
    )


def test_an_inserted_object_keeps_its_own_fields(example: Any) -> None:
    one = decode(
        json.dumps({**example("Subscription"), "plan": {**example("Plan"), "tax": 1}}),
        models.Subscription,
    )
    plain = decode(json.dumps(example("Plan")), models.Plan)
    one.plan = plain
    assert one.plan.extra == {}
    other = decode(
        json.dumps(
            {
                **example("SubscriptionList"),
                "data": [{**example("Subscription"), "n": n} for n in range(3)],
            }
        ),
        models.SubscriptionList,
    )
    kept = other.data.pop(1)
    other.data.insert(0, one)
    assert kept.extra == {"n": 1}
    assert [each.extra for each in other.data] == [{}, {"n": 0}, {"n": 2}]
    assert [json.loads(encode(each)).get("n") for each in other.data] == [None, 0, 2]


def test_a_part_outlives_the_whole(example: Any) -> None:
    document = {
        **example("SubscriptionList"),
        "data": [{**example("Subscription"), "plan": {**example("Plan"), "tax": 1}}],
    }
    plan = decode(json.dumps(document), models.SubscriptionList).data[0].plan
    assert plan.extra == {"tax": 1}
    assert json.loads(encode(pickle.loads(pickle.dumps(plan))))["tax"] == 1


@pytest.mark.parametrize("package", [models, pydantic], ids=["msgspec", "pydantic"])
def test_a_model_as_a_dictionary_and_as_text(package: Any, example: Any) -> None:
    document: dict[str, Any] = {
        **example("Customer"),
        "name": None,
        "address": {**example("Address"), "floor": 1.25},
        "new": [{"a": 12345678901234567890.123456789}],
    }
    document.pop("subscriptions", None)
    text = json.dumps(document).replace("1.25", "0.1000000000000000000001")
    customer = decode(text, package.Customer)
    assert customer.to_json() == encode(customer).decode()
    assert "0.1000000000000000000001" in customer.to_json()
    fields: dict[str, Any] = customer.to_dict()
    document["address"]["floor"] = 0.1
    assert fields == document
    assert [type(each) for each in (fields, cast("object", fields["address"]))] == [dict, dict]
    assert json.loads(json.dumps(fields)) == fields
    fields["address"]["floor"] = 2
    assert "0.1000000000000000000001" in customer.to_json()


def test_an_object_that_cannot_be_written_is_named_by_its_field() -> None:
    with pytest.raises(InvalidArgumentError, match="line1") as caught:
        models.AddressInput(line1=cast("Any", object())).to_dict()
    assert caught.value.argument == "line1"


def test_models_of_any_package_name_the_same_classes() -> None:
    for package in PACKAGES.values():
        assert {name for name in OBJECTS if not hasattr(package, name)} == set()


def test_an_event_of_a_new_type_is_kept() -> None:
    text = (
        b'{"id":"evt_1","object":"event","type":"customer.merged","created":1,'
        b'"data":{"object":{"id":"cus_1","score":1.50},"into":null},"request":null,"trace":[1]}'
    )
    event = webhooks.verify(text, webhooks.sign(text, "whsec_1"), "whsec_1")
    assert isinstance(event, webhooks.UnknownEvent)
    assert (event.type, event.extra) == ("customer.merged", {"request": None, "trace": [1]})
    for each in (event, copy.deepcopy(event), pickle.loads(pickle.dumps(event))):
        assert encode(each) == text


def test_subclasses_work_too(example: Any) -> None:
    class Mine(models.Subscription, kw_only=True):
        region: str

    mine = decode(json.dumps({**example("Subscription"), "region": "eu", "more": 1}), Mine)
    assert mine.region == "eu" and mine.extra == {"more": 1}
    assert mine.plan.extra == {}


def test_deep_nesting_is_an_error_not_a_crash() -> None:
    with pytest.raises(DecodeError):
        decode(b"[" * 100_000, models.Subscription)
    with pytest.raises(DecodeError):
        decode(b'{"x":' + b"[" * 100_000, models.Subscription)


@pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES.keys())
@pytest.mark.parametrize("number", ["1767225600.0", "1.7672256e9", "17672256E2", "1767225600.000"])
def test_a_number_without_a_fraction_is_an_integer(package: Any, number: str, example: Any) -> None:
    """JSON Schema 2020-12, validation 6.1.1: `1.0` is an integer."""
    document = {**example("SubscriptionList"), "data": [example("Subscription")]}
    document["data"][0] |= {"created": 7777, "trial_end": 7777, "more": 1.50}
    document["data"][0]["plan"]["amount"] = 7777
    text = json.dumps(document).replace("7777", number)
    page = decode(text, package.SubscriptionList)
    whole = json.loads(text.replace(number, "1767225600"))
    assert json.loads(encode(page)) == whole
    assert '"created":1767225600,' in encode(page).decode()


@pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES.keys())
def test_a_number_that_is_undeclared_stays_as_it_is_written(package: Any, example: Any) -> None:
    document = {**example("Plan"), "amount": 7777, "more": {"a": [8888, 9999]}}
    text = json.dumps(document).replace("7777", "5.0").replace("8888", "5.0")
    text = text.replace("9999", "1e999999999999999999")
    assert '"more":{"a":[5.0,' in encode(decode(text, package.Plan)).decode()


def test_an_event_may_write_its_integers_with_a_fraction(example: Any) -> None:
    document = example("SubscriptionRenewedEvent") | {"created": 7777}
    document["data"]["object"]["created"] = 7777
    body = json.dumps(document).replace("7777", "1767225600.0")
    event = webhooks.verify(body, webhooks.sign(body, "whsec_1"), "whsec_1")
    assert isinstance(event, models.SubscriptionRenewedEvent)
    assert (event.created, event.data.object.created) == (1767225600, 1767225600)
    assert repr(event.created) == "1767225600"
    unknown = b'{"id":"evt_1","object":"event","type":"x.y","created":1e9,"data":{"n":1.0}}'
    assert webhooks.parse(unknown).created == 10**9


@pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES.keys())
def test_a_byte_order_mark_is_ignored(package: Any, example: Any) -> None:
    text = json.dumps(example("Plan"))
    for body in (b"\xef\xbb\xbf" + text.encode(), "\ufeff" + text):
        assert json.loads(encode(decode(body, package.Plan))) == example("Plan")


@pytest.mark.parametrize("body", [None, 5, {"id": "x"}, "\ud800"], ids=repr)
def test_text_that_is_not_json_is_a_clear_error(body: Any) -> None:
    with pytest.raises(DecodeError):
        decode(body, models.Plan)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (float("nan"), "finite"),
        (float("inf"), "finite"),
        (ValueError, "type"),
        (b"\xff".decode(errors="surrogateescape"), "surrogate"),
    ],
    ids=repr,
)
def test_what_cannot_be_written_as_json_is_named(value: Any, said: str) -> None:
    with pytest.raises(InvalidArgumentError, match=f"^metadata .*{said}"):
        encode(models.CustomerUpdate(metadata={"a": value}))


def test_a_value_that_contains_itself_cannot_be_written() -> None:
    circle: dict[str, Any] = {}
    circle["a"] = circle
    with pytest.raises(InvalidArgumentError, match="contains itself"):
        encode(circle)


def test_an_object_that_is_kept_does_not_keep_its_page(example: Any) -> None:
    filler = "x" * 1000
    item = {**example("Payment"), "note": filler}
    text = json.dumps({**example("PaymentList"), "data": [item] * 200}).encode()

    def keep(count: int) -> list[models.Payment]:
        return [decode(bytes(bytearray(text)), models.PaymentList).data[7] for _ in range(count)]

    keep(1)
    tracemalloc.start()
    try:
        kept = keep(20)
        size = tracemalloc.get_traced_memory()[0] / len(kept)
    finally:
        tracemalloc.stop()
    assert size < 5 * len(json.dumps(item))
    assert all(payment.extra == {"note": filler} for payment in kept)


def test_a_part_that_is_kept_does_not_keep_its_object(example: Any) -> None:
    text = json.dumps({**example("Subscription"), "note": "x" * 100_000}).encode()
    tracemalloc.start()
    try:
        plans = [decode(bytes(bytearray(text)), models.Subscription).plan for _ in range(20)]
        size = tracemalloc.get_traced_memory()[0] / len(plans)
    finally:
        tracemalloc.stop()
    assert size < 5_000


@pytest.mark.parametrize("mode", ["validation", "serialization"])
@pytest.mark.parametrize("name", OBJECTS)
def test_the_json_schema_of_a_pydantic_model_lists_its_fields(name: str, mode: Any) -> None:
    schema = getattr(pydantic, name).model_json_schema(mode=mode)
    assert schema["properties"].keys() == SCHEMAS[name]["properties"].keys()
    assert set(schema.get("required", ())) == set(SCHEMAS[name].get("required", ()))


def test_a_pydantic_model_is_a_response_model(example: Any) -> None:
    app = fastapi.FastAPI()
    stored = decode(json.dumps({**example("Customer"), "vip": 1}), pydantic.Customer)

    @app.get("/customer")
    def customer() -> pydantic.Customer:  # pyright: ignore[reportUnusedFunction]  # called by its path
        return stored

    described: dict[str, Any] = app.openapi()["components"]["schemas"]
    named = next(schema for name, schema in described.items() if name.startswith("Customer"))
    assert named["properties"].keys() == SCHEMAS["Customer"]["properties"].keys()
    assert requests_to(app, "/customer") == {**example("Customer"), "vip": 1}


def requests_to(app: fastapi.FastAPI, path: str) -> Any:
    """Call an application without a server and return the body of its response."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [],
        "query_string": b"",
    }
    asyncio.run(app(scope, receive, send))
    return json.loads(b"".join(message.get("body", b"") for message in sent))


def test_without_pydantic_the_error_says_what_to_install() -> None:
    script = "import sys; sys.modules['pydantic'] = None\nimport azotte.models.pydantic\n"
    result = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "pip install 'azotte[pydantic]'" in result.stderr.splitlines()[-1]
