"""The CI files: valid, safe, pinned, and made of sessions that a person can run."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from azotte_conformance import built_in
from azotte_conformance.contract import Contract
from azotte_conformance.identities import variables
from codegen.paths import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = ROOT / "action.yml"
CONTRACT_TESTS = ROOT / ".github" / "workflows" / "contract-tests.yml"
NOXFILE = (ROOT / "noxfile.py").read_text(encoding="utf-8")
SESSIONS = set(re.findall(r"^@nox\.session.*\ndef (\w+)", NOXFILE, re.MULTILINE))
# Preparation, and what only the host can do.
OTHER_COMMANDS = ("pip install 'nox", 'test "$TAG" =', "git add generated")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def steps(workflow: Path) -> list[dict[str, Any]]:
    document = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    jobs = document["jobs"].values() if "jobs" in document else [document["runs"]]
    return [step for job in jobs for step in job["steps"]]


def test_there_are_workflows() -> None:
    assert {workflow.stem for workflow in WORKFLOWS} >= {
        "contract",
        "contract-tests",
        "reference",
        "release",
    }


def test_they_have_no_known_weakness() -> None:
    finished = run(
        "zizmor", "--offline", "--no-progress", "--persona", "pedantic", ".github", "action.yml"
    )
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
        ("vendor.github-actions", [ACTION]),
        ("vendor.dependabot", [ROOT / ".github" / "dependabot.yml"]),
    ],
    ids=["workflows", "action", "dependency updates"],
)
def test_they_fit_the_schema(schema: str, files: list[Path]) -> None:
    finished = run("check-jsonschema", "--builtin-schema", schema, *map(str, files))
    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize("workflow", [*WORKFLOWS, ACTION], ids=lambda path: path.stem)
def test_every_action_is_pinned_and_says_its_version(workflow: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", workflow.read_text(encoding="utf-8"))
    own = ("azotte/contract", "./.azotte")  # in the example of a caller, and of the same commit
    for action, comment in used:
        if not action.startswith(own):
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", action)
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


@pytest.mark.parametrize("workflow", [*WORKFLOWS, ACTION], ids=lambda path: path.stem)
def test_every_command_is_a_session_that_a_person_can_run(workflow: Path) -> None:
    for step in steps(workflow):
        command: str = step.get("run", "")
        named = re.findall(r"nox .*-s (\w+)", command)
        assert set(named) <= SESSIONS
        assert not command or named or command.startswith(OTHER_COMMANDS), command


def test_the_action_has_an_input_for_each_credential() -> None:
    """Those for live data apart: a run with one needs an option that only a person passes."""
    names = {name for pair in variables(Contract.load(built_in())).values() for name in pair}
    names = {name for name in names if "PRODUCTION" not in name}
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    (env,) = (step["env"] for step in action["runs"]["steps"] if "env" in step)
    assert {name for name in env if name.startswith("AZOTTE_")} == names
    for value in env.values():
        assert re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value)
        assert value[11:-3] in action["inputs"]


def test_the_workflow_passes_every_input_on() -> None:
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    workflow = yaml.safe_load(CONTRACT_TESTS.read_text(encoding="utf-8"))
    # YAML 1.1 reads the key `on` as true.
    call = workflow[True]["workflow_call"]
    (passed,) = (step["with"] for step in steps(CONTRACT_TESTS) if step.get("uses") == "./.azotte")
    assert passed.keys() == action["inputs"].keys() - {"report"}
    assert call["inputs"].keys() | call["secrets"].keys() == passed.keys()
    for name, value in passed.items():
        assert value == f"${{{{ {'secrets' if name in call['secrets'] else 'inputs'}.{name} }}}}"
        default = call["inputs"].get(name, {}).get("default", "")
        assert default == action["inputs"][name].get("default", "")


@pytest.mark.slow
def test_the_command_of_the_action_runs(tmp_path: Path) -> None:
    """With a program in place of nox that writes down what it is given."""
    (step,) = (step for step in steps(ACTION) if "env" in step)
    nox = tmp_path / "nox"
    nox.write_text('#!/bin/sh\nprintf "%s\\n" "$GATEWAY_KEY" "$@"\n', encoding="utf-8")
    nox.chmod(0o755)
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GITHUB_WORKSPACE": "/w"}
    env |= dict.fromkeys(step["env"], "")
    env |= {"GITHUB_ACTION_PATH": "/a", "DEPTH": "quick", "REPORT": "r", "CONFIG": "my $(x).toml"}
    env["VARIABLES"] = "GATEWAY_KEY=a=b $c\n"
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]],
        env=env,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    options = ["--report", "/w/r", "--quick", "--config", "/w/my $(x).toml"]
    given = ["a=b $c", "-f", "/a/noxfile.py", "-s", "contract", "--", *options]
    assert done.stdout.splitlines() == given
