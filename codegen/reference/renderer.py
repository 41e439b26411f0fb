"""Downloads the browser files of the renderer. templates/reference/package.json pins their version and hash."""

import base64
import hashlib
import json
import shutil
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from codegen.errors import GenerationError
from codegen.npm import run_npm
from codegen.paths import ROOT

_CACHE = ROOT / "node_modules" / ".cache" / "reference"
_BROWSER = PurePosixPath("package/dist/browser")
_UNUSED = ("standalone.js", ".map")


def copy_renderer(destination: Path, templates: Path) -> None:
    """Copy the module of the renderer, and the chunks that it loads on demand, into a folder.

    Args:
        destination: The folder, which is created.
        templates: The folder of the `package.json` that pins the renderer.

    Raises:
        GenerationError: The renderer cannot be downloaded, or its hash is not the pinned one.
    """
    pin = json.loads((templates / "package.json").read_text(encoding="utf-8"))
    ((name, version),) = pin["dependencies"].items()
    cached = _CACHE / f"{name.replace('/', '+')}-{version}.tgz"
    if not cached.exists():
        _pack(f"{name}@{version}", cached)
    digest = hashlib.sha512(cached.read_bytes()).digest()
    integrity = f"sha512-{base64.b64encode(digest).decode()}"
    if integrity != pin["integrity"]:
        cached.unlink()
        raise GenerationError(
            f"{name}@{version} has the hash {integrity}, but templates/reference/package.json pins"
            f" {pin['integrity']}. Review the new version, then update the hash in that file."
        )
    destination.mkdir(parents=True)
    with tarfile.open(cached) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            if not path.is_relative_to(_BROWSER) or path.name.endswith(_UNUSED):
                continue
            source = archive.extractfile(member)
            if source is not None:
                target = destination / path.relative_to(_BROWSER)
                target.parent.mkdir(parents=True, exist_ok=True)
                with source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy)


def _pack(package: str, target: Path) -> None:
    """Download the archive of a package, without its dependencies and without running its code."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        run_npm("pack", package, "--pack-destination", folder, cwd=ROOT)
        (archive,) = Path(folder).glob("*.tgz")
        archive.replace(target)
