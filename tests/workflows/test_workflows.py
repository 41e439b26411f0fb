"""The CI files: valid, safe, pinned, and made of sessions that a person can run."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from codegen.paths import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
NOXFILE = (ROOT / "noxfile.py").read_text(encoding="utf-8")
SESSIONS = set(re.findall(r"^@nox\.session.*\ndef (\w+)", NOXFILE, re.MULTILINE))
# Preparation, and what only the host can do.
OTHER_COMMANDS = ("pip install 'nox", 'test "$TAG" =', "git add generated")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def steps(workflow: Path) -> list[dict[str, Any]]:
    document = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    return [step for job in document["jobs"].values() for step in job["steps"]]


def test_there_are_workflows() -> None:
    assert {workflow.stem for workflow in WORKFLOWS} >= {
        "contract",
        "contract-tests",
        "reference",
        "release",
    }


def test_they_have_no_known_weakness() -> None:
    finished = run("zizmor", "--offline", "--no-progress", "--persona", "pedantic", ".github")
    assert finished.returncode == 0, finished.stdout


def test_the_linter_sees_a_weakness(tmp_path: Path) -> None:
    """An action by a tag that can be moved, and a title that reaches the shell."""
    weak = tmp_path / ".github" / "workflows" / "weak.yml"
    weak.parent.mkdir(parents=True)
    weak.write_text(
        "on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: actions/checkout@v4\n"
        "      - run: echo ${{ github.event.issue.title }}\n",
        encoding="utf-8",
    )
    finished = run("zizmor", "--offline", "--no-progress", str(weak))
    assert "unpinned-uses" in finished.stdout
    assert "template-injection" in finished.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.dependabot", [ROOT / ".github" / "dependabot.yml"]),
    ],
    ids=["workflows", "dependency updates"],
)
def test_they_fit_the_schema(schema: str, files: list[Path]) -> None:
    finished = run("check-jsonschema", "--builtin-schema", schema, *map(str, files))
    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_and_says_its_version(workflow: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", workflow.read_text(encoding="utf-8"))
    own = "azotte/contract/"  # in the example of a caller
    for action, comment in used:
        if not action.startswith(own):
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", action)
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_every_command_is_a_session_that_a_person_can_run(workflow: Path) -> None:
    for step in steps(workflow):
        command: str = step.get("run", "")
        named = re.findall(r"nox -s (\w+)", command)
        assert set(named) <= SESSIONS
        assert not command or named or command.startswith(OTHER_COMMANDS), command
