"""Compiles the npm package, so that installing its folder needs neither a compiler nor a build step."""

import re
from pathlib import Path

from codegen import banner
from codegen.errors import GenerationError
from codegen.node import run_tool
from codegen.prettier import format_javascript

_BANNER = re.compile(r"^// (Generated|Copied) from .*\n", re.MULTILINE)
_COMMONJS = (
    "--module",
    "commonjs",
    "--moduleResolution",
    "node10",
    "--verbatimModuleSyntax",
    "false",
)


def compile_typescript(package: Path) -> None:
    """Write `dist/`: `esm/` for `import`, `cjs/` with the types for `require`.

    The types are those of CommonJS, which both kinds of module can import; `esm/` only points to them.

    Args:
        package: The folder of the package, with its sources.

    Raises:
        GenerationError: The sources do not compile.
    """
    cjs, esm = package / "dist" / "cjs", package / "dist" / "esm"
    _tsc(package, "--outDir", str(cjs), "--declaration", *_COMMONJS)
    # The first run has checked the types.
    _tsc(package, "--outDir", str(esm), "--noCheck")
    (cjs / "package.json").write_text('{ "type": "commonjs" }\n', encoding="utf-8")
    (esm / "index.d.ts").write_text("export * from '../cjs/index.js';\n", encoding="utf-8")
    for folder in (cjs, esm):
        for file in sorted(path for path in folder.rglob("*") if path.suffix in {".js", ".ts"}):
            source = re.sub(r"(\.d)?\.[jt]s$", ".ts", file.relative_to(folder).as_posix())
            # Not always kept by the compiler.
            text = _BANNER.sub("", file.read_text(encoding="utf-8"))
            file.write_text(banner.generated(file, f"src/{source}") + text, encoding="utf-8")
    format_javascript(package / "dist")


def _tsc(package: Path, *arguments: str) -> None:
    compiled = run_tool("tsc", "-p", ".", *arguments, cwd=package)
    if compiled.returncode != 0:
        raise GenerationError(f"the TypeScript client does not compile:\n{compiled.stdout}")
