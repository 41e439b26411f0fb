"""Tests which patterns count as wider than others."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.diff.patterns import allows_all

KEYS = "^(pk|sk)_(dev|live)_[A-Za-z0-9]+$"


@pytest.mark.parametrize(
    "newer", [KEYS, "^(pk|rk|sk)_(dev|live)_[A-Za-z0-9]+$", "^[a-z]{2}_(dev|live)_[A-Za-z0-9]+$"]
)
def test_a_wider_pattern_allows_all(newer: str) -> None:
    assert allows_all(newer, KEYS)


@pytest.mark.parametrize(
    "newer",
    ["^sk_(dev|live)_[A-Za-z0-9]+$", "^(pk|sk)_(dev|live)_[A-Za-z0-9]{9}$", "(pk|sk)_", "^a|.*$", "^(?!p).*$", "^(.*$"],
)  # fmt: skip
def test_a_narrower_or_unknown_pattern_does_not_allow_all(newer: str) -> None:
    assert not allows_all(newer, KEYS)


PIECES = st.sampled_from(["a", "b", "[ab]", "(a|b)", "a?", "b{1,2}", "(a|bb)", "[^a]"])
PATTERNS = st.lists(PIECES, max_size=3).map(lambda pieces: f"^{''.join(pieces)}$")


@given(PATTERNS, PATTERNS, st.text("abc", max_size=4))
def test_what_the_older_pattern_matches_the_newer_one_matches(
    older: str, newer: str, text: str
) -> None:
    if allows_all(newer, older) and re.fullmatch(older, text):
        assert re.fullmatch(newer, text)
