"""Tests the values and lines of nodes."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openapi.rules.sources import Node, UnreadableError, parse

# YAML has no way to write a lone surrogate, and a line break of its own for these.
_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\x85\u2028\u2029\ufeff")
)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT.filter(lambda key: key != "<<"), inner),
    max_leaves=20,
)


@given(_JSON)
@settings(deadline=None)
def test_json_is_read_as_json(value: Any) -> None:
    assert parse("a.yaml", json.dumps(value, ensure_ascii=False)).value == value


@given(st.dictionaries(_TEXT.filter(lambda key: key != "<<"), _JSON, min_size=1))
@settings(deadline=None, max_examples=50)
def test_each_field_is_on_the_line_of_its_key(value: dict[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)

    def check(node: Node) -> None:
        is_map = isinstance(node.value, dict)
        for key, field in node.fields.items():
            if is_map:
                assert (
                    text.splitlines()[field.line - 1]
                    .lstrip()
                    .startswith(json.dumps(key, ensure_ascii=False))
                )
            check(field)

    check(parse("a.yaml", text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-11-23", "2026-11-23"),
        ("'true'", "true"),
        ("true", True),
        ("~", None),
        ("017", 17),
        ("0x1F", 31),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1_000", "1_000"),
        ("+44 20", "+44 20"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: Any) -> None:
    read = parse("a.yaml", f"key: {text}").value["key"]

    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "empty"),
        ("a: 1\nb: [", 3, "invalid YAML"),
        ("a: 1\nb: *c", 2, "invalid YAML: found undefined alias"),
        ("a: 1\nb: \x01", 2, "invalid YAML: control characters are not allowed"),
        ("a: 1\na: 2", 2, "duplicate key"),
        ("a: 1\n<<: {b: 2}", 2, "not every tool"),
        ("a: 1\n? [b]\n: 2", 2, "not every tool"),
        ("a: &b [*b]", 1, "a value that contains it"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, line: int, problem: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse("a.yaml", text)

    [finding] = caught.value.findings
    assert (finding.file, finding.line, finding.rule) == ("a.yaml", line, "yaml")
    assert problem in finding.problem
