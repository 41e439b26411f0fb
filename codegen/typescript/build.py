"""Formats and compiles the npm package, so that installing its folder needs neither a compiler nor a build step."""

import re
import subprocess
from pathlib import Path

from codegen import banner
from codegen.errors import GenerationError
from codegen.node import node_executable

_SCRIPT = Path(__file__).with_name("build.mjs")
_SOURCES = "generated/typescript/src"
# `exports` of the package.
_ENTRIES = ("index", "telemetry", "testing")
_BANNER = re.compile(r"^// (Generated|Copied) from .*\n", re.MULTILINE)


def build(package: Path) -> None:
    """Format the sources and write `dist/`: `esm/` for `import`, `cjs/` with the types for `require`.

    The types are those of CommonJS, which both kinds of module can import; `esm/` only points to them.

    Args:
        package: The folder of the package, with its sources.

    Raises:
        GenerationError: The sources are not valid or do not compile.
    """
    # One process for everything: loading the compiler takes as long as compiling.
    finished = subprocess.run(
        [str(node_executable()), str(_SCRIPT), str(package)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if finished.returncode != 0:
        raise GenerationError(
            f"the TypeScript client does not compile:\n{finished.stdout}{finished.stderr}"
        )
    cjs, esm = package / "dist" / "cjs", package / "dist" / "esm"
    (cjs / "package.json").write_text('{ "type": "commonjs" }\n', encoding="utf-8")
    for entry in _ENTRIES:
        types = f"export * from '../cjs/{entry}.js';\n"
        (esm / f"{entry}.d.ts").write_text(types, encoding="utf-8")
    for folder in (cjs, esm):
        for file in sorted(path for path in folder.rglob("*") if path.suffix in {".js", ".ts"}):
            source = re.sub(r"(\.d)?\.[jt]s$", ".ts", file.relative_to(folder).as_posix())
            # Not always kept by the compiler.
            text = _BANNER.sub("", file.read_text(encoding="utf-8"))
            file.write_text(banner.generated(file, f"{_SOURCES}/{source}") + text, encoding="utf-8")
