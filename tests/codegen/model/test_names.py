"""Identifiers are valid, unique and the same for the same names, whatever the contract has."""

import ast
import keyword
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.model.names import (
    PYTHON,
    TYPESCRIPT,
    Case,
    Language,
    Scope,
    camel_case,
    identifier,
    method_names,
    pascal_case,
    snake_case,
)
from codegen.model.read import read_api
from tests.codegen.model.documents import document

LANGUAGES = st.sampled_from([PYTHON, TYPESCRIPT])
CASES: st.SearchStrategy[Case] = st.sampled_from(["snake", "camel", "pascal"])
WORDS = st.sampled_from(
    ["class", "from", "2fa_enabled", "@type", "fooBar", "foo_bar", "", "_", "foo", "foo_2", "Foo2", "+1", "-1"]
)  # fmt: skip
WIRES = st.lists(WORDS | st.text(max_size=8))
RESERVED = st.frozensets(st.sampled_from(["foo_bar", "foo", "fooBar", "FooBar", "value", "self"]))


@pytest.mark.parametrize(
    ("language", "case", "wires", "names"),
    [
        (PYTHON, "snake", ["class", "from", "None"], ("class_", "from_", "none")),
        (PYTHON, "snake", ["2fa_enabled", "@type", "X-Total"], ("value_2fa_enabled", "type", "x_total")),
        (PYTHON, "snake", ["fooBar", "foo_bar", "foo-bar"], ("foo_bar_2", "foo_bar", "foo_bar_3")),
        (PYTHON, "snake", ["", "🙂", "größe", "+1", "-1"], ("value", "value_2", "größe", "value_1", "value_1_2")),
        (PYTHON, "pascal", ["foo.bar", "FooBar", "API_key"], ("FooBar2", "FooBar", "APIKey")),
        (TYPESCRIPT, "camel", ["delete", "default_value", "URLPath"], ("delete_", "defaultValue", "urlPath")),
        (TYPESCRIPT, "pascal", ["Error", "list"], ("Error_", "List")),
        (PYTHON, "snake", ["self", "client"], ("self_", "client")),
        (PYTHON, "camel", ["¯"], ("valuē",)),
    ],
)  # fmt: skip
def test_names_become_identifiers(
    language: Language, case: Case, wires: list[str], names: tuple[str, ...]
) -> None:
    assert Scope(language, case, {"self", "Error"}).names(wires) == names


@given(LANGUAGES, CASES, WIRES, RESERVED)
def test_identifiers_are_valid_unique_and_free(
    language: Language, case: Case, wires: list[str], reserved: frozenset[str]
) -> None:
    names = Scope(language, case, reserved).names(wires)
    assert len(names) == len(wires) == len(set(names))
    assert not {*names} & (reserved | language.keywords)
    for name in names:
        assert name.isidentifier()
        if language is PYTHON:
            assert not keyword.iskeyword(name)
            # Python normalizes identifiers: two names must not become the same one.
            (target,) = [
                node.id for node in ast.walk(ast.parse(name)) if isinstance(node, ast.Name)
            ]
            assert target == name


@given(LANGUAGES, CASES, WIRES, RESERVED)
def test_the_same_names_give_the_same_identifiers(
    language: Language, case: Case, wires: list[str], reserved: frozenset[str]
) -> None:
    first = Scope(language, case, reserved).names(wires)
    assert Scope(language, case, sorted(reserved, reverse=True)).names(wires) == first


@given(st.lists(WORDS | st.text(max_size=8), unique=True), WORDS)
def test_a_name_that_is_added_last_changes_no_other_unless_it_fits_better(
    wires: list[str], added: str
) -> None:
    before = Scope(PYTHON, "snake").names(wires)
    after = Scope(PYTHON, "snake").names([*wires, added])
    if identifier(added, "snake") != added:
        assert after[: len(before)] == before


@given(st.lists(st.from_regex(r"[a-z]{1,5}(_[a-z]{1,5}){0,2}", fullmatch=True), unique=True))
def test_a_name_in_the_right_case_is_kept(wires: list[str]) -> None:
    kept = [wire for wire in wires if not keyword.iskeyword(wire)]
    assert Scope(PYTHON, "snake").names(kept) == tuple(kept)


@pytest.mark.parametrize(
    ("name", "snake", "camel", "pascal"),
    [
        ("list_customers", "list_customers", "listCustomers", "ListCustomers"),
        ("listHTTPCalls", "list_http_calls", "listHTTPCalls", "ListHTTPCalls"),
        ("payment.failed", "payment_failed", "paymentFailed", "PaymentFailed"),
        ("X-RateLimit", "x_rate_limit", "xRateLimit", "XRateLimit"),
    ],
)
def test_cases(name: str, snake: str, camel: str, pascal: str) -> None:
    assert (snake_case(name), camel_case(name), pascal_case(name)) == (snake, camel, pascal)


def test_a_method_is_the_verb_unless_another_operation_has_it() -> None:
    one = document()
    responses = {"responses": {"204": {"description": ""}}}
    one["paths"] = {
        "/a": {"get": {"operationId": "list_plans", **responses}},
        "/b": {"get": {"operationId": "list_old_plans", **responses}},
        "/c": {"get": {"operationId": "list_all_plans", "x-method-name": "all", **responses}},
        "/d": {"get": {"operationId": "getPlanPdf", **responses}},
        "/e": {"get": {"operationId": "import", **responses}},
    }
    names = method_names(read_api(one).operations, Scope(PYTHON, "snake"))
    assert names == ("list", "list_old_plans", "all", "get", "import_")


def test_builtins_are_those_of_the_language() -> None:
    assert {"id", "type", "list", "ValueError"} <= PYTHON.builtins
    assert {"Promise", "Error", "Record"} <= TYPESCRIPT.builtins
    assert all(re.fullmatch(r"\w+", name) for name in TYPESCRIPT.builtins | TYPESCRIPT.keywords)
