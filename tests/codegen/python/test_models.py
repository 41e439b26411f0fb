"""Models: any instance of any type goes through each package and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from typing import Any, assert_never

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.model.operations import Api
from codegen.model.read import read_api
from codegen.model.types import (
    Array,
    Boolean,
    Constant,
    Enum,
    Integer,
    Map,
    Null,
    Nullable,
    Number,
    Object,
    Ref,
    Text,
    Type,
    Union,
    Unknown,
)
from codegen.python.views import Views, with_named_unions
from tests.codegen.python.conftest import CONSTRUCTS

API = with_named_unions(read_api(yaml.safe_load(CONSTRUCTS.read_text(encoding="utf-8"))))
VIEWS = Views(API)
PACKAGES = ("models", "models.pydantic", "models.typeddicts")

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)
decimals = st.decimals(-(10**9), 10**9, allow_nan=False, places=2)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | decimals | names,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2),
    max_leaves=3,
)


def instances(api: Api, type: Type, depth: int = 3) -> st.SearchStrategy[Any]:
    """Instances of a type as a server of a later version may send them: with unknown fields, values and variants."""
    match type:
        case Unknown():
            return values
        case Null():
            return st.none()
        case Boolean():
            return st.booleans()
        case Integer():
            return st.integers(-(2**63), 2**63 - 1)
        case Number():
            return st.integers(-1000, 1000) | st.decimals(-1000, 1000, places=2)
        case Text():
            return names
        case Constant(value=value):
            return st.just(value)
        case Enum(values=known, open=is_open):
            some = st.sampled_from([one.value for one in known])
            others = names if isinstance(known[0].value, str) else st.integers(-(2**31), 2**31)
            return some | others if is_open else some
        case Array(items=items):
            few = st.lists(instances(api, items, depth - 1), max_size=2)
            return few if depth > 0 else st.just([])
        case Map(values=inner):
            few_named = st.dictionaries(names, instances(api, inner, depth - 1), max_size=2)
            return few_named if depth > 0 else st.just({})
        case Ref(name=name):
            return st.deferred(lambda: instances(api, api.types[name].type, depth))
        case Nullable(type=inner):
            return st.none() | instances(api, inner, depth)
        case Union(variants=variants, discriminator=None):
            return st.one_of([instances(api, one.type, depth) for one in variants])
        case Union(variants=variants, discriminator=tag):
            # Each event has these, a later one too.
            envelope: dict[str, Any] = {"id": "1", "data": {}} if tag == "type" else {}
            unknown = st.dictionaries(names, values, max_size=2).map(
                lambda fields: {**fields, **envelope, str(tag): "a later one"}
            )
            return st.one_of([unknown, *(instances(api, one.type, depth) for one in variants)])
        case Object():
            return objects(api, type, depth)
        case _:
            assert_never(type)


@st.composite
def objects(draw: Callable[..., Any], api: Api, type: Object, depth: int) -> dict[str, Any]:
    fields = {
        one.name: draw(instances(api, one.type, depth - 1))
        for one in type.fields
        if not one.write_only and (one.required or (depth > 0 and draw(st.booleans())))
    }
    unknown = names.filter(lambda name: name not in {one.name for one in type.fields})
    return {**draw(st.dictionaries(unknown, values, max_size=1)), **fields}


ENCODER = msgspec.json.Encoder(decimal_format="number")
DECLARED = [one for one in VIEWS.declarations if one.view == "received"]


@pytest.mark.slow  # All of them take ten seconds.
@pytest.mark.parametrize("package_name", PACKAGES)
@pytest.mark.parametrize("declared", DECLARED, ids=lambda one: one.name)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_instance_goes_through_each_package(
    package: Any, declared: Any, package_name: str, data: st.DataObject
) -> None:
    document = data.draw(instances(API, declared.named.type))
    text = ENCODER.encode(document)
    model = getattr(import_module(f"{package.__name__}.{package_name}"), declared.name)
    written = package.encode(package.decode(text, model))
    assert json.loads(written, parse_float=Decimal) == json.loads(text, parse_float=Decimal)


@pytest.mark.parametrize("package_name", PACKAGES)
@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("Line", '{"id": 1}'),
        ("Source", '{"kind": "card", "last4": 4}'),
        ("Source", '{"last4": "4"}'),
        ("Everything", '{"id": "e", "customer": "c", "tree": {"value": 1, "children": [{}]}}'),
        ("Everything", '{"id": "e", "customer": "c", "tree": {"value": 1}, "version": 3}'),
        ("Everything", '{"id": "e", "customer": "c", "tree": {"value": 1}, "table": [["1"]]}'),
    ],
)
def test_an_invalid_value_is_an_error(
    package: Any, package_name: str, name: str, document: str
) -> None:
    model = getattr(import_module(f"{package.__name__}.{package_name}"), name)
    with pytest.raises(package.errors.DecodeError):
        package.decode(document, model)


def test_the_packages_have_the_same_classes(package: Any) -> None:
    for name in PACKAGES:
        module = import_module(f"{package.__name__}.{name}")
        missing = [one.name for one in VIEWS.declarations if not hasattr(module, one.name)]
        assert missing == []


def test_a_number_with_a_fraction_that_is_an_integer_is_read(package: Any) -> None:
    for text in ('[{"id":"1","amount":1.0}]', '{"id":"1","amount":1e0}'):
        model = list[package.models.Line] if text[0] == "[" else package.models.Line
        found = package.decode(text, model)
        line: Any = found[0] if text[0] == "[" else found
        assert line.amount == 1


def test_a_recursive_type_keeps_unknown_fields_at_any_depth(package: Any) -> None:
    document = {"value": 1, "children": [{"value": 2, "twin": {"node": {"value": 3, "new": 1}}}]}
    node = package.decode(json.dumps(document), package.models.Node)
    assert node.children[0].twin.node.extra == {"new": 1}
