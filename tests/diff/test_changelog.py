"""The changelog's entry, and what is missing in it."""

from hypothesis import given
from hypothesis import strategies as st

from codegen.diff.change import NOBODY, SENDERS, TYPES, Change, Impact, next_version, numbers
from codegen.diff.changelog import entry, missing, section

REMOVED = Change("GET /payments", (), "is removed", SENDERS | TYPES)
NEW = Change("currency", ("GET /payments", "GET /a", "GET /b", "GET /c"), "is new", NOBODY)
REWORDED = Change("Customer.phone", (), "other description", NOBODY, told=False)


def test_an_entry_groups_changes_by_what_they_call_for() -> None:
    assert entry("2.0.0", [REMOVED, NEW, REWORDED]) == (
        "## 2.0.0\n\n"
        "### Breaking\n\n"
        "- `GET /payments`: is removed. Breaks those who send and those who type-check.\n\n"
        "### Compatible\n\n"
        "- `currency` of `GET /payments`, `GET /a` and 2 more: is new.\n\n"
        "### Texts\n\n"
        "- `Customer.phone`: other description.\n"
    )


def test_an_entry_names_every_change() -> None:
    assert not missing(entry("1.1.0", [REMOVED, NEW]), "1.1.0", [REMOVED, NEW, REWORDED])


def test_an_entry_may_be_reworded_but_not_leave_out_a_change() -> None:
    text = "# Changelog\n\n## 2.0.0 - 2026-11-23\n\n`GET /payments` is gone.\n\n## 1.0.0\n\n`currency`\n"
    assert missing(text, "2.0.0", [REMOVED, NEW, REWORDED]) == [NEW]


def test_a_reworded_text_needs_a_section() -> None:
    assert missing("# Changelog\n\n## 1.0.0\n\nThe first.\n", "1.0.1", [REWORDED]) == [REWORDED]
    assert missing("## 1.0.1\n", "1.0.1", [REWORDED]) == [REWORDED]
    assert missing("## 1.0.1\n\nWords.\n", "1.0.1", [REWORDED]) == []


def test_a_section_is_found_by_its_whole_version() -> None:
    assert section("## 1.0.10\n\nten\n\n## [1.0.1] - today\n\none\n", "1.0.1") == "one"
    assert section("## 1.0.10\n\nten\n", "1.0.1") is None


@given(st.tuples(*[st.integers(0, 999)] * 3), st.sampled_from(Impact))
def test_the_next_version_is_the_lowest_that_rises_in_its_part(
    version: tuple[int, ...], impact: Impact
) -> None:
    text = ".".join(map(str, version))
    following = numbers(next_version(text, impact))
    part = 3 - impact
    assert following > version
    assert following[:part] == version[:part]
    assert following[part] == version[part] + 1
    assert not any(following[part + 1 :])
