"""Tests the generator: reproducible output, `--check`, and errors that name file and line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegen import generation
from codegen.__main__ import main
from codegen.model.operations import Api
from codegen.paths import CONTRACT, GENERATED, ROOT, TEMPLATES
from codegen.samples import write_samples
from codegen.tree import difference, replace


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "codegen", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """A copy of the contract, for the test to break."""
    shutil.copytree(CONTRACT.parent, tmp_path / "openapi")
    return tmp_path / "openapi" / CONTRACT.name


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A copy of the templates, for the test to break."""
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    return tmp_path / "templates"


@pytest.mark.slow
def test_output_does_not_depend_on_the_machine(tmp_path: Path) -> None:
    elsewhere = tmp_path / "an other place" / "ü"
    elsewhere.mkdir(parents=True)
    for folder in ("openapi", "templates"):
        shutil.copytree(ROOT / folder, elsewhere / folder)
    finished = run(
        *("--contract", str(elsewhere / "openapi" / CONTRACT.name)),
        *("--templates", str(elsewhere / "templates"), "--check"),
        PYTHONHASHSEED="4711",
        TZ="Pacific/Kiritimati",
        LC_ALL="C",
        TMPDIR=str(elsewhere),
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.mark.slow
def test_check_prints_the_difference_and_writes_nothing(tmp_path: Path) -> None:
    shutil.copytree(GENERATED, tmp_path / "generated")
    edited = tmp_path / "generated" / "python" / "src" / "azotte" / "models" / "__init__.py"
    edited.write_text(edited.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    before = edited.read_bytes()
    finished = run("--check", "--output", str(tmp_path / "generated"))
    assert finished.returncode == 1
    assert "-# by hand" in finished.stdout
    assert "nox -s generate" in finished.stderr
    assert edited.read_bytes() == before


def test_files_that_are_no_longer_generated_are_removed(tmp_path: Path) -> None:
    fresh, committed = tmp_path / "fresh", tmp_path / "committed"
    (fresh / "kept").mkdir(parents=True)
    (fresh / "kept" / "same.txt").write_text("same", encoding="utf-8")
    (fresh / "new.txt").write_text("new", encoding="utf-8")
    (committed / "kept").mkdir(parents=True)
    (committed / "kept" / "same.txt").write_text("same", encoding="utf-8")
    (committed / "gone").mkdir()
    (committed / "gone" / "old.txt").write_text("old", encoding="utf-8")
    assert replace(fresh, committed) == (1, 1)
    assert difference(fresh, committed) == ""
    assert not (committed / "gone").exists()


def test_a_contract_that_is_not_yaml_names_the_file_and_the_line(
    contract: Path, templates: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = contract.parent / "resources/bundles/schemas/Plan.yaml"
    broken.write_text("title: Plan\n  description: [\n", encoding="utf-8")
    assert main(["--contract", str(contract), "--output", str(contract.parent / "out")]) == 1
    message = capsys.readouterr().err
    assert "Plan.yaml" in message
    assert "Traceback" not in message
    assert not (contract.parent / "out").exists()


def test_a_broken_reference_names_the_file(
    contract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (contract.parent / "resources/bundles/schemas/Plan.yaml").unlink()
    assert main(["--contract", str(contract), "--output", str(contract.parent / "out")]) == 1
    assert "Plan.yaml" in capsys.readouterr().err


@pytest.mark.slow
def test_a_contract_with_findings_is_not_generated(
    contract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema = contract.parent / "resources/bundles/schemas/PlanId.yaml"
    text = schema.read_text(encoding="utf-8")
    schema.write_text(text.replace("maxLength: 69\n", ""), encoding="utf-8")
    assert main(["--contract", str(contract), "--output", str(contract.parent / "out")]) == 1
    assert capsys.readouterr().err == (
        f"{schema}:1: bounds: a string without maxLength; add the missing bound\n"
    )
    assert not (contract.parent / "out").exists()


@pytest.mark.slow
def test_an_unexpected_failure_is_one_line_with_the_place(
    contract: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(api: Api, destination: Path, templates: Path) -> None:
        if any(operation.id == "refund_payment" for operation in api.operations):
            raise KeyError("any\nthing")
        write_samples(api, destination, templates)

    monkeypatch.setattr(generation, "write_samples", fail)
    assert main(["--contract", str(contract), "--output", str(contract.parent / "out")]) == 1
    file = contract.parent / "resources/payments/paths/payments_{id}_refund.yaml"
    assert capsys.readouterr().err == (
        f"{file}:1: the generator of the samples fails, which is a defect of codegen:"
        " KeyError: 'any\\nthing'\n"
    )
    assert not (contract.parent / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("WRONG: int = 'text'", "_client.py"),
        ("raise RuntimeError('at import')", "RuntimeError: at import"),
    ],
)
def test_code_with_an_error_replaces_nothing(
    code: str, says: str, templates: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = templates / "python" / "client.py.jinja"
    template.write_text(f"{template.read_text(encoding='utf-8')}\n\n{code}\n", encoding="utf-8")
    assert main(["--templates", str(templates), "--output", str(tmp_path / "out")]) == 1
    message = capsys.readouterr().err
    assert message.startswith("generate: the Python client ")
    assert says in message
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "models/msgspec.py.jinja",
        "python/resource.py.jinja",
        "python/signature.jinja",
        "samples/curl.sh.jinja",
        "typescript/src/client.ts.jinja",
    ],
)
def test_a_broken_template_is_named_with_its_line(
    name: str, templates: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = templates / name
    text = template.read_text(encoding="utf-8")
    template.write_text(f"{text}\n{{{{ no_such_name.at_all }}}}\n", encoding="utf-8")
    assert main(["--templates", str(templates), "--output", str(tmp_path / "out")]) == 1
    message = capsys.readouterr().err
    assert f"{name}:{text.count(chr(10)) + 2}: " in message
    assert "no_such_name" in message
    assert not (tmp_path / "out").exists()
