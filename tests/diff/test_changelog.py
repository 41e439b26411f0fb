"""Tests the changelog entry and the check for missing changes."""

from hypothesis import given
from hypothesis import strategies as st

from codegen.diff.change import NOTHING, REQUESTS, TYPES, Change, Impact, next_version, numbers
from codegen.diff.changelog import entry, missing, section

REMOVED = Change("GET /payments", (), "removed", REQUESTS | TYPES)
NEW = Change("currency", ("GET /payments", "GET /a", "GET /b", "GET /c"), "added", NOTHING)
REWORDED = Change("Customer.phone", (), "description changed", NOTHING, observable=False)


def test_an_entry_groups_changes_by_their_impact() -> None:
    assert entry("2.0.0", [REMOVED, NEW, REWORDED]) == (
        "## 2.0.0\n\n"
        "### Breaking\n\n"
        "- `GET /payments`: removed. Breaks requests and types.\n\n"
        "### Compatible\n\n"
        "- `currency` of `GET /payments`, `GET /a` and 2 more: added.\n\n"
        "### Texts\n\n"
        "- `Customer.phone`: description changed.\n"
    )


def test_an_entry_mentions_every_change() -> None:
    assert not missing(entry("1.1.0", [REMOVED, NEW]), "1.1.0", [REMOVED, NEW, REWORDED])


def test_an_entry_can_be_reworded_but_must_mention_every_change() -> None:
    text = "# Changelog\n\n## 2.0.0 - 2026-11-23\n\n`GET /payments` is gone.\n\n## 1.0.0\n\n`currency`\n"
    assert missing(text, "2.0.0", [REMOVED, NEW, REWORDED]) == [NEW]


def test_a_changed_description_needs_a_section() -> None:
    assert missing("# Changelog\n\n## 1.0.0\n\nThe first.\n", "1.0.1", [REWORDED]) == [REWORDED]
    assert missing("## 1.0.1\n", "1.0.1", [REWORDED]) == [REWORDED]
    assert missing("## 1.0.1\n\nWords.\n", "1.0.1", [REWORDED]) == []


def test_a_section_is_found_by_its_whole_version() -> None:
    assert section("## 1.0.10\n\nten\n\n## [1.0.1] - today\n\none\n", "1.0.1") == "one"
    assert section("## 1.0.10\n\nten\n", "1.0.1") is None


@given(st.tuples(*[st.integers(0, 999)] * 3), st.sampled_from(Impact))
def test_the_next_version_raises_its_part_by_one(version: tuple[int, ...], impact: Impact) -> None:
    text = ".".join(map(str, version))
    following = numbers(next_version(text, impact))
    part = 3 - impact
    assert following > version
    assert following[:part] == version[:part]
    assert following[part] == version[part] + 1
    assert not any(following[part + 1 :])
