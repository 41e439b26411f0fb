"""Type-checks programs against the generated clients, and installs the clients for programs to import."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from codegen.errors import GenerationError
from codegen.node import node_executable, run_tool
from codegen.paths import ROOT

_NODE_TYPES = ROOT / "node_modules" / "@types"
# "Unused '@ts-expect-error' directive": the newer clients allow what the program expects to be an error.
_UNUSED_EXPECTATION = "TS2578"


@dataclass(frozen=True)
class Clients:
    """The Python and the TypeScript client of a contract.

    Attributes:
        python: Folder of the Python distribution.
        typescript: Folder of the npm package.
    """

    python: Path
    typescript: Path

    def type_errors(self, programs: Mapping[str, str], folder: Path) -> dict[str, str]:
        """Type-check programs in strict mode.

        Args:
            programs: Programs by file name. Only Python, JavaScript and TypeScript are checked.
            folder: Empty folder to work in.

        Returns:
            The first error of each program with errors, by file name.
        """
        for name, source in programs.items():
            (folder / name).write_text(source, encoding="utf-8")
        return self._pyright(folder) | self._tsc(folder)

    def install(self, folder: Path) -> dict[str, str]:
        """Install the clients for the programs in a folder.

        Args:
            folder: Folder of the programs.

        Returns:
            The environment variables for the programs, without those for credentials and proxies.

        Raises:
            GenerationError: The TypeScript client does not compile.
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
            raise GenerationError(f"The TypeScript client does not compile:\n{built.stderr}")
        shutil.copy(self.typescript / "package.json", package)
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
            # A program that uses what is deprecated works until the sunset.
            "reportDeprecated": "none",
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
            "lib": ["es2022", "dom", "dom.iterable", "dom.asynciterable"],
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
