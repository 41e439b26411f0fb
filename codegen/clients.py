"""The clients of a contract, as programs meet them: type checkers read them, interpreters import them."""

import json
import os
import shutil
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from codegen.errors import GenerationError
from codegen.node import node_executable, run_tool
from codegen.paths import ROOT

_NODE_TYPES = ROOT / "node_modules" / "@types"
# A check that nothing is allowed here which the next version came to allow is no error of the program.
_UNUSED_EXPECTATION = "TS2578"


@dataclass(frozen=True)
class Clients:
    """The Python and the TypeScript client of a contract.

    Attributes:
        python: The folder of the Python distribution.
        typescript: The folder of the npm package.
    """

    python: Path
    typescript: Path

    def type_errors(self, programs: Mapping[str, str], folder: Path) -> dict[str, str]:
        """Type-check programs, strictly.

        Args:
            programs: Python, JavaScript and TypeScript programs by file name; others are passed over.
            folder: An empty folder.

        Returns:
            The first error of each program that has one.
        """
        for name, source in programs.items():
            (folder / name).write_text(source, encoding="utf-8")
        return self._pyright(folder) | self._tsc(folder)

    def install(self, folder: Path) -> dict[str, str]:
        """Put the clients where programs in a folder import them.

        Args:
            folder: Where the programs stand.

        Returns:
            The environment variables to run them with, without any that names an account or a proxy.

        Raises:
            GenerationError: The TypeScript client can not be compiled.
        """
        package = folder / "node_modules" / "azotte"
        sources = sorted(map(str, (self.typescript / "src").rglob("*.ts")))
        built = run_tool(
            "esbuild",
            *sources,
            f"--outdir={package / 'dist' / 'esm'}",
            "--target=es2022",
            cwd=folder,
        )
        if built.returncode != 0:
            raise GenerationError(f"the TypeScript client can not be compiled: {built.stderr}")
        shutil.copy(self.typescript / "package.json", package)
        if shutil.which("uuidgen") is None:
            # The cURL samples call it; it is there on most machines.
            command = folder / "uuidgen"
            command.write_text(
                f"#!/bin/sh\nexec {sys.executable} -c 'import uuid; print(uuid.uuid4())'\n"
            )
            command.chmod(command.stat().st_mode | stat.S_IXUSR)
        # Without it an error answer is a success to curl.
        (folder / ".curlrc").write_text("fail-with-body\nsilent\nshow-error\n")
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("AZOTTE_") and not name.lower().endswith("_proxy")
        }
        return kept | {
            "PATH": os.pathsep.join([str(folder), str(node_executable().parent), kept["PATH"]]),
            "PYTHONPATH": str(self.python / "src"),
            "CURL_HOME": str(folder),
        }

    def _pyright(self, folder: Path) -> dict[str, str]:
        if not any(folder.glob("*.py")):
            return {}
        settings = {
            "typeCheckingMode": "strict",
            "extraPaths": [str(self.python / "src")],
            "venvPath": str(Path(sys.prefix).parent),
            "venv": Path(sys.prefix).name,
        }
        (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
        found = json.loads(run_tool("pyright", "--outputjson", cwd=folder).stdout)
        errors: dict[str, str] = {}
        for finding in found["generalDiagnostics"]:
            errors.setdefault(Path(finding["file"]).name, finding["message"].partition("\n")[0])
        return errors

    def _tsc(self, folder: Path) -> dict[str, str]:
        if not any((*folder.glob("*.mjs"), *folder.glob("*.ts"))):
            return {}
        shutil.copy(Path(__file__).with_name("environment.d.ts"), folder)
        options = {
            "allowJs": True,
            "checkJs": True,
            "strict": True,
            "noEmit": True,
            "module": "esnext",
            "moduleResolution": "bundler",
            "target": "es2022",
            "lib": ["es2022", "dom", "dom.iterable"],
            "types": ["node"],
            "typeRoots": [str(_NODE_TYPES)],
            "paths": {"azotte": [str(self.typescript / "src" / "index.ts")]},
        }
        (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options}), "utf-8")
        errors: dict[str, str] = {}
        for line in run_tool("tsc", "--pretty", "false", "-p", ".", cwd=folder).stdout.splitlines():
            place, separator, message = line.partition(": error ")
            if separator and not message.startswith(_UNUSED_EXPECTATION):
                errors.setdefault(place.partition("(")[0], message)
        return errors
