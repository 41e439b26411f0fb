"""The distribution is complete: it brings the contract, and needs neither this repository nor the sandbox."""

import ast
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest

import azotte_conformance

PACKAGE = Path(azotte_conformance.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))

LAYERS = (
    ("cannot_start", "contract"),
    (
        "json_text",
        "masking",
        "encoders",
        "exchange",
        "bounded_http",
        "http_archive",
        "http_client",
        "generated_traffic",
        "identities",
        "conditions",
        "values",
    ),
    (
        "plan",
        "slow_operations",
        "findings",
        "baseline",
        "causes",
        "configuration",
        "coverage",
        "result",
        "events",
        "interruptions",
        "bundle",
    ),
    ("reproduction", "reporting", "response_rules", "sandbox_process", "calls", "objects"),
    ("session", "webhook_receiver", "replaying"),
    (
        "named_fields",
        "distinguishing",
        "reaching_states",
        "caused_objects",
        "rules",
        "schemathesis_adapter",
    ),
    ("model", "actions", "shrinking", "sequences"),
    ("jobs", "cleanup", "preflight", "summary", "rule_list", "worker", "engine"),
    (
        "saved_report",
        "comparison",
        "export",
        "doctor",
        "recorded_traffic",
        "replay_command",
        "progress",
        "reports",
    ),
    ("command_line", "__main__", "__init__"),
)
"""From the bottom. A module imports from its own layer and those below."""


LAYER = {name: index for index, names in enumerate(LAYERS) for name in names}


def imported(path: Path) -> set[str]:
    """The modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_knows_nothing_above_it(path: Path) -> None:
    own = LAYER[path.relative_to(PACKAGE).parts[0].removesuffix(".py")]
    names = [name.split(".") for name in imported(path) if name.startswith("azotte_conformance.")]
    assert [name for _, name, *_ in names if LAYER.get(name, own) > own] == []


def test_no_two_modules_have_one_name() -> None:
    names = Counter[str](path.stem for path in SOURCES if path.stem != "__init__")
    names.update(path.parent.name for path in SOURCES if path.stem == "__init__")
    assert [name for name, count in names.items() if count > 1] == []


def test_importing_it_imports_nothing_of_the_repository() -> None:
    code = (
        "import sys, azotte_conformance, azotte_conformance.command_line\n"
        "ours = {'azotte', 'azotte_sandbox', 'codegen', 'tests'}\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & ours))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=60
    )
    assert done.stdout.strip() == ""


@pytest.mark.slow
def test_a_wheel_in_an_empty_environment_runs_and_says_what_it_lacks(tmp_path: Path) -> None:
    source = PACKAGE.parents[1]
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "-w", "-o", str(tmp_path), str(source)],
        capture_output=True,
        check=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    # The third-party libraries of this environment, without its links to this checkout.
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    code = (
        "import sys; sys.path[:0] = [sys.argv[1], sys.argv[2]]\n"
        "from azotte_conformance.command_line import main; sys.exit(main(sys.argv[3:]))"
    )

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", "-S", "-c", code, str(installed), libraries, *arguments],
            capture_output=True,
            check=False,
            text=True,
            cwd=tmp_path,
            timeout=60,
        )

    shown = run("--help")
    assert shown.returncode == 0, shown.stderr
    assert "azotte-conformance" in shown.stdout
    alone = run("--quick")
    assert alone.returncode == 2
    assert "Pass --url, or install the sandbox" in alone.stderr
    assert len(alone.stderr.splitlines()) == 1
