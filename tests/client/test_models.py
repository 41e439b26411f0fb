"""Models: the four packages mean the same, and nothing that was received is lost."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azotte import UNSET, convert, decode, encode, models, webhooks
from azotte.errors import DecodeError
from azotte.models import dataclasses, pydantic, typeddicts
from tests.client.conftest import ROOT


def _shape(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    told = ("title", "description", "examples", "const")
    members: dict[str, Any] = {**schema}
    return {key: _shape(value) for key, value in members.items() if key not in told}


PACKAGES = {
    "msgspec": models,
    "pydantic": pydantic,
    "dataclass": dataclasses,
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
    """Instances of a schema as a client must take them: without bounds, with values and members that it does not know."""
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
    members = {
        name: draw(instances(each))
        for name, each in schema["properties"].items()
        if name in schema.get("required", ()) or draw(st.booleans())
    }
    unknown = names.filter(lambda name: name not in schema["properties"])
    others: dict[str, Any] = draw(st.dictionaries(unknown, values, max_size=2))
    return members | others


def shuffled(value: Any, random: Random) -> Any:
    """Return a document with the members of each of its objects in another order."""
    if isinstance(value, list):
        return [shuffled(item, random) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        members = [
            (name, shuffled(each, random)) for name, each in cast("dict[str, Any]", value).items()
        ]
        random.shuffle(members)
        return dict(members)
    return value


ENCODER = msgspec.json.Encoder(decimal_format="number")


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=6, deadline=None)
@given(data=st.data(), order=st.permutations(list(PACKAGES)), random=st.randoms())
def test_any_instance_goes_through_all_four_packages(
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


@pytest.mark.parametrize("package", [models, pydantic, dataclasses], ids=lambda each: each.__name__)
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
    ("member", "value"),
    [
        *(("created", value) for value in ('"5"', "true", "1.0", "1e3", "1e400", "[1]")),
        *(("cancel_at_period_end", value) for value in ("1", '"true"', "0.0")),
        *(("customer", value) for value in ("1", "true")),
        *(("metadata", value) for value in ('{"a":1}', "[]", '"{}"')),
        ("plan", "[]"),
    ],
)
def test_no_value_is_taken_for_one_of_another_type(
    package: Any, member: str, value: str, example: Any
) -> None:
    members = {name: json.dumps(each) for name, each in example("Subscription").items()}
    members[member] = value
    text = ",".join(f'"{name}":{each}' for name, each in members.items())
    with pytest.raises(DecodeError, match=member):
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
    for update in (models.CustomerUpdate(), dataclasses.CustomerUpdate()):
        assert update.name is UNSET
        assert copy.deepcopy(update).name is pickle.loads(pickle.dumps(update)).name is UNSET
    assert "name" not in pydantic.CustomerUpdate().model_fields_set
    assert pydantic.CustomerUpdate(name=None).model_dump() == {"name": None}
    assert pydantic.CustomerUpdate(name=None).model_dump_json() == '{"name":null}'


def test_what_is_not_known_can_be_read_and_changed(example: Any) -> None:
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


def test_what_is_put_in_keeps_its_own(example: Any) -> None:
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
