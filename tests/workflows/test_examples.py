"""The container file, and the files that users copy into their projects: valid and safe, as far as it shows without an engine."""

import json
import subprocess

import pytest
import yaml

from codegen.paths import ROOT

EXAMPLES = ROOT / "examples"


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_container_file_has_no_known_weakness() -> None:
    finished = run("hadolint", "sandbox/Containerfile")
    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.compose-spec", "container/compose.yaml"),
        ("vendor.github-workflows", "ci/github.yml"),
        ("vendor.gitlab-ci", "ci/gitlab.yml"),
    ],
)
def test_it_has_the_form_that_its_reader_expects(schema: str, file: str) -> None:
    transform = ("--data-transform", "gitlab-ci") if "gitlab" in schema else ()
    finished = run("check-jsonschema", "--builtin-schema", schema, *transform, f"examples/{file}")
    assert finished.returncode == 0, finished.stdout


def test_the_workflow_for_users_has_no_known_weakness() -> None:
    finished = run("zizmor", "--offline", "--no-progress", "examples/ci/github.yml")
    assert finished.returncode == 0, finished.stdout


def test_the_dev_container_has_the_services_of_the_compose_file() -> None:
    folder = EXAMPLES / "container"
    services = yaml.safe_load((folder / "compose.yaml").read_text(encoding="utf-8"))["services"]
    container = json.loads(
        (folder / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")
    )
    assert {container["service"], *container["runServices"]} == services.keys()


def test_the_containers_options_are_those_of_the_sandbox() -> None:
    compose = yaml.safe_load((EXAMPLES / "container" / "compose.yaml").read_text(encoding="utf-8"))
    command, *options = compose["services"]["sandbox"]["command"]
    printed = run("azotte-sandbox", command, "--help").stdout
    assert all(option.partition("=")[0] in printed for option in options)
