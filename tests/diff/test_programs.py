"""The proof by running: programs written against one version of the contract, with the clients and the sandbox of the next."""

import copy
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from codegen.__main__ import generate
from codegen.clients import Clients
from codegen.diff.__main__ import main
from codegen.diff.change import NOBODY, Party
from codegen.diff.compare import compare
from codegen.format import format_python
from codegen.models import write_models
from codegen.paths import CONTRACT, ROOT, TEMPLATES
from codegen.programs import published
from codegen.python import write_python
from codegen.typescript import write_typescript
from tests.diff.catalogue import CASES, operation, parameter, schema
from tests.diff.conftest import keep_samples

pytestmark = pytest.mark.slow
# The clients are not made of a contract with two ways to authenticate.
NOT_GENERATED = {"a way to authenticate is added"}
PROGRAMS = ("tests/client/programs", "tests/typescript/types")


class Repository:
    """A git repository of its own, whose tag `v1.0.0` has an older contract, what came of it, and programs of its time."""

    def __init__(self, folder: Path, file: str, now: str, then: str, **programs: str) -> None:
        self.folder = folder
        self.contract = folder / "openapi" / CONTRACT.name
        self.changelog = folder / "CHANGELOG.md"
        shutil.copytree(CONTRACT.parent, self.contract.parent)
        for path in PROGRAMS:
            shutil.copytree(ROOT / path, folder / path)
        for name, source in programs.items():
            (folder / PROGRAMS[0] / f"{name}.py").write_text(source, encoding="utf-8")
        self._edit(file, now, then)
        (folder / "generated").mkdir()
        generate(self.contract, TEMPLATES, folder / "generated")
        keep_samples(folder / "generated" / "openapi.json", ("/bundles", "/customers"))
        self._git("init", "--quiet")
        self._git("add", ".")
        self._git("commit", "--quiet", "--message", "Publish")
        self._git("tag", "v1.0.0")
        self._edit(file, then, now)

    def publish(self, version: str) -> None:
        """Give the contract as it is a version, and the changelog the entry that the comparison writes."""
        self._edit("azotte.yaml", "version: 1.0.0", f"version: {version}")

    def diff(self) -> int:
        """Compare with the older version."""
        return main(
            [
                *(option for folder in PROGRAMS for option in ("--programs", folder)),
                "v1.0.0",
                "--contract",
                str(self.contract),
                "--changelog",
                str(self.changelog),
            ]
        )

    def _edit(self, file: str, before: str, after: str) -> None:
        path = self.contract.parent / file
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1
        path.write_text(text.replace(before, after), encoding="utf-8")

    def _git(self, *arguments: str) -> None:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        subprocess.run(["git", *identity, *arguments], cwd=self.folder, check=True)


def published_anew(repository: Repository, version: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Raise the version, tell the changes, compare; returns what is printed."""
    repository.publish(version)
    assert repository.diff() == 1
    told = capsys.readouterr()
    assert "needs an entry in CHANGELOG.md" in told.err
    assert "samples run" not in told.out  # not before all is told
    entry = told.out.partition("changelog's entry:")[2]
    repository.changelog.write_text(f"# Changelog\n{entry}", encoding="utf-8")
    return told.out


def test_an_older_versions_programs_outlive_a_compatible_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """But for one that used what no contract ever promised: that is an error, for nothing told it."""
    then = "    - $ref: ../parameters/CreatedLte.yaml\n"
    now = then + "    - $ref: ../parameters/EmailContains.yaml\n"
    repository = Repository(
        tmp_path,
        "paths/customers.yaml",
        now,
        then,
        other="from azotte import gone\n\nprint(gone)\n",
    )
    out = published_anew(repository, "1.1.0", capsys)
    assert "Breaks nobody:" in out
    assert "those who" not in out

    assert repository.diff() == 1
    told = capsys.readouterr()
    (count,) = re.findall(
        r"(\d+) samples run and type-checked, 5 programs type-checked, 1 failures", told.out
    )
    assert int(count) == 6 * 8
    (line,) = told.err.splitlines()
    assert line.startswith("diff: Nothing tells that tests/client/programs/other.py does not type")
    assert '"gone" is unknown import symbol' in line


def test_an_older_versions_programs_show_a_breaking_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A renamed method: every program of both clients that calls it fails, no other does, and a major version allows it."""
    name = "  operationId: get_bundle\n"
    older = name + "  x-method-name: retrieve\n"
    repository = Repository(tmp_path, "paths/bundles_{id}.yaml", name, older)
    out = published_anew(repository, "2.0.0", capsys)
    assert "Breaks those who type-check:" in out

    assert repository.diff() == 0
    told = capsys.readouterr()
    failed = set(re.findall(r"^  (\w+ in .*?): ", told.out, re.MULTILINE))
    styles = ("Node.js", "Python", "Python (asyncio)")
    assert failed == {
        f"get_bundle in {style} {verb}"
        for style in styles
        for verb in ("does not type-check", "fails")
    }
    assert told.err == ""


def test_programs_outlive_every_compatible_edit(contract: dict[str, Any], tmp_path: Path) -> None:
    """All the catalogue's compatible edits at once, and none of the samples has an error."""
    revision = copy.deepcopy(contract)
    for case in CASES:
        if case.breaks == NOBODY and case.impact is not None and case.name not in NOT_GENERATED:
            case.edit(revision)
    assert type_errors(contract, revision, tmp_path) == {}


def test_programs_break_where_it_is_said(contract: dict[str, Any], tmp_path: Path) -> None:
    """Edits that break those who type-check, each at an operation of its own: its samples have errors, no others do."""
    revision = copy.deepcopy(contract)
    operation(revision, "get", "/bundles/{id}")["x-method-name"] = "retrieve"
    parameter(revision, "EmailContains")["x-parameter-name"] = "email_has"
    del schema(revision, "PaymentCreate")["properties"]["payment_method"]
    schema(revision, "PaymentCreate")["required"].remove("payment_method")
    schema(revision, "SubscriptionCreate")["properties"]["currency"] = {
        "description": "What to pay with.",
        "type": "string",
    }
    schema(revision, "SubscriptionCreate")["required"].append("currency")
    broken = {
        change.label for change in compare(contract, revision) if Party.TYPES in change.breaks
    }
    assert broken == {
        "GET /bundles/{id}",
        "email[contains]",
        "PaymentCreate.payment_method",
        "SubscriptionCreate.currency",
    }
    errors = type_errors(contract, revision, tmp_path)
    operations = ("get_bundle", "list_customers", "create_payment", "create_subscription")
    styles = ("Node.js", "Python", "Python (asyncio)")
    assert errors.keys() == {f"{name} in {style}" for name in operations for style in styles}


def type_errors(contract: dict[str, Any], revision: dict[str, Any], folder: Path) -> dict[str, str]:
    """What type checkers say of a contract's samples with the clients of its revision."""
    python, typescript, programs = (folder / name for name in ("python", "typescript", "programs"))
    write_models(revision, python / "src" / "azotte" / "models", TEMPLATES / "models")
    write_python(revision, python, TEMPLATES / "python")
    format_python(python)
    write_typescript(revision, typescript, TEMPLATES / "typescript")
    programs.mkdir()
    samples = {sample.file: sample for sample in published(contract)}
    sources = {file: sample.source for file, sample in samples.items()}
    errors = Clients(python, typescript).type_errors(sources, programs)
    return {str(samples[file]): error for file, error in errors.items()}
