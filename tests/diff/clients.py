"""Makes both clients of a contract and type-checks samples against them."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from codegen.format import format_python
from codegen.models import write_models
from codegen.node import run_tool
from codegen.paths import ROOT, TEMPLATES
from codegen.python import write_python
from codegen.typescript import write_typescript


class Clients:
    """The Python and the TypeScript client of a contract.

    Attributes:
        python: The folder to import `azotte` from.
        typescript: The entry of the TypeScript client.
    """

    def __init__(self, python: Path, typescript: Path) -> None:
        self.python = python
        self.typescript = typescript

    @classmethod
    def of(cls, contract: dict[str, Any], folder: Path) -> "Clients":
        """Generate them in a folder."""
        python, typescript = folder / "python", folder / "typescript"
        write_models(contract, python / "src" / "azotte" / "models", TEMPLATES / "models")
        write_python(contract, python, TEMPLATES / "python")
        format_python(python)
        write_typescript(contract, typescript, TEMPLATES / "typescript")
        return cls(python / "src", typescript / "src" / "index.ts")

    def type_errors(self, programs: dict[str, str], folder: Path) -> dict[str, str]:
        """Type-check programs, strictly.

        Args:
            programs: Python and JavaScript programs by file name.
            folder: An empty folder.

        Returns:
            The first error of each program that has one.
        """
        for name, source in programs.items():
            (folder / name).write_text(source, encoding="utf-8")
        return self._pyright(folder) | self._tsc(folder)

    def _pyright(self, folder: Path) -> dict[str, str]:
        settings = {
            "typeCheckingMode": "strict",
            "extraPaths": [str(self.python)],
            "venvPath": str(Path(sys.prefix).parent),
            "venv": Path(sys.prefix).name,
        }
        (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
        found = json.loads(run_tool("pyright", "--outputjson", cwd=folder).stdout)
        errors: dict[str, str] = {}
        for finding in found["generalDiagnostics"]:
            errors.setdefault(Path(finding["file"]).name, finding["message"])
        return errors

    def _tsc(self, folder: Path) -> dict[str, str]:
        shutil.copy(ROOT / "tests" / "typescript" / "types" / "environment.d.ts", folder)
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
            "typeRoots": [str(ROOT / "node_modules" / "@types")],
            "paths": {"azotte": [str(self.typescript)]},
        }
        (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options}), "utf-8")
        errors: dict[str, str] = {}
        for line in run_tool("tsc", "--pretty", "false", "-p", ".", cwd=folder).stdout.splitlines():
            place, separator, message = line.partition(": error ")
            if separator:
                errors.setdefault(place.partition("(")[0], message)
        return errors


def samples(contract: dict[str, Any]) -> dict[str, str]:
    """Return a bundle's samples that a type checker reads, by a file name that begins with their operation."""
    suffixes = {"python": ".py", "javascript": ".mjs"}
    return {
        f"{operation['operationId']}-{number}{suffixes[sample['lang'].lower()]}".replace(
            "-", "_"
        ): (sample["source"])
        for item in contract["paths"].values()
        for operation in item.values()
        for number, sample in enumerate(operation["x-codeSamples"])
        if sample["lang"].lower() in suffixes
    }
