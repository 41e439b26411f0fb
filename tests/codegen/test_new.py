"""Tests `nox -s new`: the files of a new resource pass lint, and nothing existing is overwritten."""

import shutil
from pathlib import Path

import pytest

from codegen.new import main, named
from codegen.paths import CONTRACT, ROOT
from openapi.rules.check import check
from openapi.rules.prose.__main__ import main as check_prose


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    """A copy of the contract."""
    shutil.copytree(CONTRACT.parent, tmp_path / "openapi")
    return tmp_path / "openapi" / CONTRACT.name


def new(entry: Path, *arguments: str) -> int:
    return main([*arguments, "--contract", str(entry)])


def content(entry: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in entry.parent.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_new_resources_pass_lint_as_they_are(
    entry: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(entry, "coupons") == 0
    assert new(entry, "gift-cards") == 0
    assert new(entry, "people", "--singular", "person") == 0

    assert check(entry) == []
    monkeypatch.chdir(ROOT)
    added = [path for path in content(entry) if path.suffix == ".yaml" and path != entry]
    capsys.readouterr()
    status = check_prose([str(path) for path in added])
    assert status == 0, capsys.readouterr().out


def test_it_writes_one_folder_and_the_lines_of_the_entry_file(entry: Path) -> None:
    before = content(entry)

    new(entry, "gift-cards")

    after = content(entry)
    folder = entry.parent / "resources" / "gift_cards"
    assert {path for path in after.keys() - before.keys() if folder not in path.parents} == set()
    assert {path for path in before if after[path] != before[path]} == {entry}
    text = entry.read_text(encoding="utf-8")
    assert (
        "  /gift-cards/{id}:\n    $ref: resources/gift_cards/paths/gift-cards_{id}.yaml\n" in text
    )
    assert (
        "  gift_card.created:\n    $ref: resources/gift_cards/webhooks/gift_card.created.yaml\n"
        in text
    )
    assert "  - name: gift_cards\n" in text


@pytest.mark.slow
def test_lint_names_each_line_that_the_entry_file_lacks(entry: Path) -> None:
    before = entry.read_text(encoding="utf-8")
    new(entry, "coupons")
    after = entry.read_text(encoding="utf-8")

    entry.write_text(before, encoding="utf-8")
    findings = check(entry)

    assert {finding.rule for finding in findings} == {"orphan-file"}
    assert {(finding.file, finding.problem) for finding in findings} == {
        (reference, f"`{section}` of azotte.yaml has no `{key}` with `$ref: {reference}`")
        for section, keys in (
            ("paths", ("/coupons", "/coupons/{id}", "/coupons/{id}/archive")),
            (
                "webhooks",
                [f"coupon.{verb}" for verb in ("created", "updated", "archived", "deleted")],
            ),
        )
        for key in keys
        for reference in [f"resources/coupons/{section}/{key.strip('/').replace('/', '_')}.yaml"]
    }

    entry.write_text(after.replace("  - name: coupons\n", "  - name: other\n"), encoding="utf-8")
    findings = check(entry)

    assert {finding.rule for finding in findings} == {"operation-tag-defined"}


def test_identifiers_of_two_resources_have_different_prefixes(entry: Path) -> None:
    # cus_ is the prefix of customers.
    new(entry, "custodians")

    schema = entry.parent / "resources/custodians/schemas/CustodianId.yaml"
    assert "pattern: ^cust_[A-Za-z0-9]{1,64}$" in schema.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("coupons", "coupon"),
        ("companies", "company"),
        ("taxes", "tax"),
        ("batches", "batch"),
        ("addresses", "address"),
        ("invoices", "invoice"),
        ("gift-cards", "gift_card"),
    ],
)
def test_a_regular_plural_has_its_singular(plural: str, singular: str) -> None:
    assert named(plural).singular == singular


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Coupons"], "'Coupons' is not a name"),
        (["coupon s"], "'coupon s' is not a name"),
        (["../coupons"], "'../coupons' is not a name"),
        (["2fas"], "'2fas' is not a name"),
        (["coupons", "--singular", ""], "'' is not a name"),
        (["people"], "The singular of 'people' is not regular"),
        (["fish", "--singular", "fish"], "Singular and plural are both 'fish'"),
        (["lambdas"], "'lambda' is reserved in Python"),
        (["customers"], "customers exists already"),
        (["plans"], "bundles/schemas/Plan.yaml has this name already"),
    ],
)
def test_a_bad_name_is_one_line_and_writes_nothing(
    arguments: list[str], says: str, entry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(entry)

    status = new(entry, *arguments)

    assert status == 1
    error = capsys.readouterr().err
    assert error.startswith("new: ")
    assert says in error
    assert error.count("\n") == 1
    assert content(entry) == before


def test_a_resource_is_not_written_twice(entry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new(entry, "coupons")
    before = content(entry)

    status = new(entry, "coupons")

    assert status == 1
    assert "coupons exists already" in capsys.readouterr().err
    assert content(entry) == before


def test_an_unexpected_entry_file_is_one_line(
    entry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = entry.read_text(encoding="utf-8")
    entry.write_text(text.replace("\nwebhooks:\n", "\nwebhooks: # all\n"), encoding="utf-8")
    before = content(entry)

    status = new(entry, "coupons")

    assert status == 1
    assert "has no section 'webhooks'" in capsys.readouterr().err
    assert content(entry) == before
