"""Tests that patterns are rejected unless they are anchored, portable and linear in time."""

import pytest

from openapi.rules.regex import regex_problem


@pytest.mark.parametrize(
    "pattern",
    [
        r"^cus_[A-Za-z0-9]{1,64}$",
        r"^[^\u0000-\u001F\u007F]*$",
        r"^(sha256=[0-9a-f]{64}|t=[0-9]{1,12}(,v1=[0-9a-f]{64})+)$",
        r"^[A-Z]{1,16}(, [A-Z]{1,16})*$",
        r"^[+*(){}|]+$",
        r"^(?:a+)?b$",
        r"^\(a+\)*$",
        r"^[a-z]+-[a-z]+$",
    ],
)
def test_sound(pattern: str) -> None:
    assert regex_problem(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        (r"cus_[a-z]+$", "not anchored"),
        (r"^cus_[a-z]+", "not anchored"),
        (r"^price\$", "not anchored"),
        (r"^a|b$", "alternatives outside a group"),
        (r"^(a$", "not a regular expression"),
        (r"^(?=a)b$", "backtracking"),
        (r"^(?<!a)b$", "backtracking"),
        (r"^(a)\1$", "backtracking"),
        (r"^(a+)+$", "repeats"),
        (r"^(a*)*$", "repeats"),
        (r"^((a+)b?)*$", "repeats"),
        (r"^(?:[a-z]+){2,50}$", "repeats"),
        (r"^(a{2,})*$", "repeats"),
    ],
)
def test_rejected(pattern: str, problem: str) -> None:
    assert problem in (regex_problem(pattern) or "")
