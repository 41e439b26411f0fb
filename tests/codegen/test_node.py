"""Tests that Node tools run with the Node of the environment, without telemetry."""

import json
from pathlib import Path

import pytest

from codegen import node
from codegen.errors import GenerationError

_SHOW = """
const { REDOCLY_TELEMETRY, REDOCLY_SUPPRESS_UPDATE_NOTICE } = process.env;
console.log(JSON.stringify({
  arguments: process.argv.slice(2), folder: process.cwd(), node: process.execPath,
  environment: { REDOCLY_TELEMETRY, REDOCLY_SUPPRESS_UPDATE_NOTICE },
}));
console.error("grüße");
process.exit(3);
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tools = tmp_path / "node_modules" / ".bin"
    tools.mkdir(parents=True)
    (tools / "show.js").write_text(_SHOW, encoding="utf-8")
    (tools / "show").symlink_to("show.js")
    monkeypatch.setattr(node, "ROOT", tmp_path)
    # Another Node on PATH, which must not be used.
    (tmp_path / "node").write_text("#!/bin/sh\nexit 9\n", encoding="utf-8")
    (tmp_path / "node").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_a_tool_runs_with_the_environments_node(root: Path) -> None:
    result = node.run_tool("show", "a b", "$HOME", cwd=root)

    shown = json.loads(result.stdout)
    assert (result.returncode, result.stderr) == (3, "grüße\n")
    assert shown["arguments"] == ["a b", "$HOME"]
    assert Path(shown["folder"]).samefile(root)
    assert Path(shown["node"]).samefile(node.node_executable())
    assert shown["environment"] == {
        "REDOCLY_TELEMETRY": "off",
        "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    }


def test_a_missing_tool_says_what_to_run(root: Path) -> None:
    with pytest.raises(GenerationError, match=r"^tsc is not installed. Run `npm ci`"):
        node.run_tool("tsc", cwd=root)


def test_a_missing_node_says_what_to_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_wheel(_: str) -> None:
        return None

    monkeypatch.setattr(node, "find_spec", no_wheel)

    with pytest.raises(GenerationError, match=r"Run `pip install -r requirements.lock`"):
        node.run_tool("show", cwd=root)
