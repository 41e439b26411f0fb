"""Values are what they claim to be: valid ones keep their schema, invalid ones break the one rule that they name."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azotte_conformance import built_in
from azotte_conformance.conditions import later
from azotte_conformance.contract import Contract, Schema
from azotte_conformance.values import FORMATS, invalid, of_length, valid

CONTRACT_READ = Contract.load(built_in())
SCHEMAS: list[Schema] = [
    field
    for operation in CONTRACT_READ.operations.values()
    if operation.body is not None
    for field in operation.body.schema.fields.values()
] + [p.schema for op in CONTRACT_READ.operations.values() for p in op.query_parameters]


@given(st.sampled_from(SCHEMAS))
def test_valid_values_keep_their_schema(schema: Schema) -> None:
    values = valid(schema)
    assert values or schema.items is not None
    assert all(schema.accepts(value.value) for value in values)


@given(st.sampled_from(SCHEMAS))
def test_invalid_values_break_the_rule_that_they_name(schema: Schema) -> None:
    values = invalid(schema)
    assert values
    for value in values:
        assert not schema.accepts(value.value)
        assert value.pointer


def test_bounds_are_met_exactly() -> None:
    bounded = [s for s in SCHEMAS if "string" in s.types and "maxLength" in s.nonnull.full]
    assert bounded
    for schema in bounded:
        for bound in ("minLength", "maxLength"):
            length = schema.nonnull.full.get(bound)
            value = of_length(schema.nonnull, length) if length else None
            assert value is None or (len(value) == length and schema.accepts(value))
    met = [s for s in bounded if of_length(s.nonnull, s.nonnull.full["maxLength"]) is not None]
    assert len(met) == len(bounded)


def test_every_kind_of_rule_is_broken_somewhere() -> None:
    broken = {value.keyword for schema in SCHEMAS for value in invalid(schema)}
    assert broken >= {
        "type",
        "pattern",
        "maxLength",
        "minimum",
        "maximum",
        "enum",
        "maxProperties",
        "format",
    }


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2027-01-31T10:00", "P1M", "2027-02-28T10:00"),
        ("2028-01-31T10:00", "P1M", "2028-02-29T10:00"),
        ("2027-11-30T00:00", "P3M", "2028-02-29T00:00"),
        ("2028-02-29T00:00", "P1Y", "2029-02-28T00:00"),
        ("2027-12-31T23:59", "P1D", "2028-01-01T23:59"),
    ],
)
def test_months_are_those_of_the_calendar(start: str, length: str, end: str) -> None:
    moments = [int(datetime.fromisoformat(f"{text}+00:00").timestamp()) for text in (start, end)]
    assert later(moments[0], length) == moments[1]


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_has_several_values(form: str) -> None:
    schema = Schema(CONTRACT_READ, {"type": "string", "format": form}, "")
    assert len(valid(schema)) > 1


def test_a_list_has_its_bounds() -> None:
    item = {"type": "string", "pattern": "^[a-z-]+$", "examples": ["a-b"]}
    definition = {"type": "array", "items": item, "minItems": 2, "maxItems": 3}
    schema = Schema(CONTRACT_READ, definition, "")
    assert {len(one.value) for one in valid(schema)} == {2, 3}
    broken = [one for one in invalid(schema) if isinstance(one.value, list)]
    keywords = {(len(one.value), one.keyword) for one in broken}
    assert keywords >= {(4, "maxItems")} and {key for _, key in keywords} == {
        "minItems",
        "maxItems",
    }
