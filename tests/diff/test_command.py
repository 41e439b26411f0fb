"""Tests the command line: its base, its output and its exit status."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from codegen.bundle import to_json
from codegen.diff.__main__ import main
from codegen.diff.revision import read_base
from codegen.errors import GenerationError
from codegen.paths import CONTRACT, ROOT
from tests.diff.conftest import keep_samples


class Workplace:
    """A copy of the contract, the published bundle, and a changelog."""

    def __init__(self, folder: Path, published: dict[str, Any]) -> None:
        self.contract = folder / "openapi" / CONTRACT.name
        self.published = folder / "published.json"
        self.changelog = folder / "CHANGELOG.md"
        shutil.copytree(CONTRACT.parent, self.contract.parent)
        self.published.write_text(to_json(published), encoding="utf-8")
        self.changelog.write_text("# Changelog\n\n## 1.0.0\n\nThe first.\n", encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.contract.parent / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def diff(self) -> int:
        return main(
            [
                str(self.published),
                *("--contract", str(self.contract), "--changelog", str(self.changelog)),
            ]
        )


@pytest.fixture
def workplace(tmp_path: Path, contract: dict[str, Any]) -> Workplace:
    return Workplace(tmp_path, contract)


def test_an_unchanged_contract_passes(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert workplace.diff() == 0
    assert "No changes." in capsys.readouterr().out


@pytest.mark.slow
def test_a_breaking_change_passes_with_a_major_version_and_a_changelog_entry(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    workplace.edit(
        "resources/customers/schemas/CustomerCreate.yaml",
        "required: [email]",
        "required: [email, name]",
    )

    assert workplace.diff() == 1
    output = capsys.readouterr()
    assert "Breaks requests and types:" in output.out
    assert "`CustomerCreate.name`: now required" in output.out
    assert "These changes require version 2.0.0" in output.out
    assert "A breaking change requires a new major version: `CustomerCreate.name`" in output.err
    assert "CHANGELOG.md does not mention `CustomerCreate.name`" in output.err

    workplace.edit("azotte.yaml", "version: 1.0.0", "version: 2.0.0")
    assert workplace.diff() == 1
    output = capsys.readouterr()
    assert "major version" not in output.err
    entry = output.out.partition("changelog entry:")[2]

    workplace.changelog.write_text(f"# Changelog\n{entry}\n## 1.0.0\n\nThe first.\n", "utf-8")
    keep_samples(workplace.published, ("/bundles/{id}",))
    assert workplace.diff() == 0


@pytest.mark.slow
def test_a_compatible_change_needs_a_minor_version_and_an_entry(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    workplace.edit("resources/payments/schemas/PaymentStatus.yaml", "enum: [", "enum: [expired, ")

    assert workplace.diff() == 1
    output = capsys.readouterr()
    assert "Breaks nothing:\n  `PaymentStatus`: may now be `expired`" in output.out
    assert "Set info.version in openapi/azotte.yaml to 1.1.0" in output.err
    assert "does not mention `PaymentStatus` under `## 1.1.0`" in output.err


@pytest.mark.slow
def test_the_base_can_be_a_git_revision(workplace: Workplace, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    published = repository / "generated" / "openapi.json"
    published.parent.mkdir(parents=True)
    shutil.copyfile(workplace.published, published)
    for command in (
        ["init", "--quiet", "--initial-branch", "main"],
        ["add", "."],
        ["commit", "--quiet", "--message", "Publish"],
        ["tag", "v1.0.0"],
        ["switch", "--quiet", "--create", "topic"],
        ["commit", "--quiet", "--message", "Edit", "--allow-empty"],
    ):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *identity, *command], cwd=repository, check=True)
    document = json.loads(published.read_text(encoding="utf-8"))
    for base in ("v1.0.0", "main", None):
        assert read_base(base, repository).contract == document

    with pytest.raises(GenerationError, match="No such file or git revision: 'v9'"):
        read_base("v9", repository)
    published.unlink()
    subprocess.run(["git", "-C", repository, *identity, "commit", "-qam", "Lose"], check=True)
    with pytest.raises(GenerationError, match=r"HEAD .* has no generated/openapi.json"):
        read_base("HEAD", repository)


def test_a_file_that_is_not_a_bundle_is_rejected(tmp_path: Path) -> None:
    for text in ("openapi: 3.1.1", "[]", '{"openapi": "3.1.1"}'):
        (tmp_path / "base").write_text(text, encoding="utf-8")
        with pytest.raises(GenerationError, match=r"Name a bundle such as generated/openapi.json"):
            read_base(str(tmp_path / "base"), tmp_path)


def test_the_changelog_has_a_section_for_the_current_version(contract: dict[str, Any]) -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {contract['info']['version']}" in changelog
