"""Generates `generated/` from `openapi/` and `templates/`.

python -m codegen            write the files that changed
python -m codegen --check    write nothing; print the difference and exit with status 1 if `generated/` is out of date
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from codegen.bundle import bundle, to_json
from codegen.command_line.write import write_command_line
from codegen.errors import GenerationError
from codegen.evidence import write_evidence
from codegen.format import format_python
from codegen.http_file import write_http_file
from codegen.model.read import read_api
from codegen.models import write_models
from codegen.paths import CONTRACT, GENERATED, TEMPLATES
from codegen.python import write_python
from codegen.samples import add_samples, write_samples
from codegen.secret_scanning import write_secret_scanning
from codegen.tree import difference, replace
from codegen.typescript import write_typescript
from codegen.typescript_dist import compile_typescript
from codegen.workflows import write_workflows


def generate(entry: Path, templates: Path, destination: Path) -> None:
    """Generate everything from a contract.

    Args:
        entry: Root file of the contract.
        templates: Folder of the templates.
        destination: Empty folder to write to.

    Raises:
        GenerationError: The contract or a template has an error.
    """
    contract = bundle(entry)
    write_samples(contract, destination / "samples", templates / "samples")
    add_samples(contract, destination / "samples")
    (destination / "openapi.json").write_text(to_json(contract), encoding="utf-8")
    write_evidence(contract, destination / "EVIDENCE.md", templates / "reference")
    python = destination / "python"
    write_models(contract, python / "src" / "azotte" / "models", templates / "models")
    write_python(contract, python, templates / "python")
    write_command_line(read_api(contract), python / "src" / "azotte" / "cli", templates / "cli")
    write_http_file(read_api(contract), destination / "azotte.http")
    write_workflows(read_api(contract), destination / "workflows.arazzo.json")
    write_secret_scanning(read_api(contract), destination / "secret-scanning.toml")
    format_python(python)
    write_typescript(contract, destination / "typescript", templates / "typescript")
    compile_typescript(destination / "typescript")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m codegen", description="Generate generated/ from openapi/ and templates/."
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; print the difference and fail if generated/ is out of date",
    )
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="root file of the contract")
    parser.add_argument("--templates", type=Path, default=TEMPLATES, help="folder of templates")
    parser.add_argument(
        "--output", type=Path, default=GENERATED, help="folder to write to or to compare with"
    )
    options = parser.parse_args(arguments)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        try:
            generate(options.contract.resolve(), options.templates.resolve(), fresh)
        except GenerationError as error:
            print(f"generate: {error}", file=sys.stderr)
            return 1
        if options.check:
            changes = difference(fresh, options.output)
            if changes:
                print(changes)
                print(
                    "generated/ is out of date. Run `nox -s generate` and commit the changes.",
                    file=sys.stderr,
                )
                return 1
            print("generated/ is up to date.")
            return 0
        written, removed = replace(fresh, options.output)
    print(f"{written} files written, {removed} removed in {time.monotonic() - started:.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
