"""The package where people use it: installed from wheel and source distribution, without this repository, on every Python here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import azotte
from tests.client.conftest import ROOT

PROGRAMS = Path(__file__).parent / "installed"
SOURCE = Path(azotte.__file__).parents[2]
OLDEST = (3, 11)
STRICT = ("-I", "-X", "dev", "-W", "error")
"""Nothing of this process's environment, and a warning is an error."""

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installed client")]


def interpreters() -> dict[str, str]:
    """The Pythons of this machine that the package is for, one of each minor version: `3.12`, `3.13t`."""
    abi = getattr(sys, "abiflags", "")
    found = {f"{sys.version_info.major}.{sys.version_info.minor}{abi}": sys.executable}
    for folder in folders():
        for path in sorted(folder.glob("python3.*")):
            name = re.fullmatch(r"python((3)\.(\d+)t?)", path.name)
            if name and (int(name[2]), int(name[3])) >= OLDEST and name[1] not in found:
                # What a version manager puts on PATH may stand for a version that is not chosen.
                response = subprocess.run([path, "-c", ""], capture_output=True, check=False)
                if response.returncode == 0:
                    found[name[1]] = str(path)
    return found


def folders() -> list[Path]:
    """Where Pythons are: those of pyenv and uv, which are not on PATH, and PATH."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR", Path.home() / ".local/share/uv/python"))
    managed = [folder for store in (pyenv, uv) for folder in sorted(store.glob("*/bin"))]
    return [*managed, *map(Path, os.environ["PATH"].split(os.pathsep))]


INTERPRETERS = interpreters()
VERSIONS = sorted(INTERPRETERS)
# An installation takes ten seconds, and what fails fails on the oldest or the newest version.
every_python = pytest.mark.parametrize(
    "version",
    [pytest.param(v, marks=pytest.mark.nightly) if v in VERSIONS[1:-1] else v for v in VERSIONS],
)


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the wheels and source distributions of client and sandbox."""
    folder = tmp_path_factory.mktemp("dist")
    for source in (SOURCE, ROOT / "sandbox"):
        run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source))
    return folder


@every_python
def test_the_wheel_works_without_extras_and_with_all(
    version: str, distributions: Path, platform: dict[str, str], tmp_path: Path
) -> None:
    python = environment(version, tmp_path)
    (wheel,) = distributions.glob("azotte-*.whl")
    install(python, str(wheel))
    run(python, *STRICT, str(PROGRAMS / "plain.py"), cwd=tmp_path, **platform)
    extras = "pydantic,urllib3,aiohttp,opentelemetry,testing"
    install(python, f"{wheel}[{extras}]", "--find-links", str(distributions))
    run(python, *STRICT, str(PROGRAMS / "readme.py"), cwd=tmp_path, **platform)


@pytest.mark.parametrize(
    "version",
    # It holds the same files for every version.
    [pytest.param(v, marks=pytest.mark.nightly) if v in VERSIONS[1:] else v for v in VERSIONS],
)
def test_the_source_distribution_works(
    version: str, distributions: Path, platform: dict[str, str], tmp_path: Path
) -> None:
    python = environment(version, tmp_path)
    (archive,) = distributions.glob("azotte-*.tar.gz")
    install(python, str(archive))
    run(python, *STRICT, str(PROGRAMS / "plain.py"), cwd=tmp_path, **platform)


def test_the_oldest_dependencies_that_it_names_work(
    distributions: Path, platform: dict[str, str], tmp_path: Path
) -> None:
    python = environment(min(INTERPRETERS), tmp_path)
    (wheel,) = distributions.glob("azotte-*.whl")
    project = tomllib.loads((SOURCE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    install(python, str(wheel), *oldest(project["dependencies"]))
    run(python, *STRICT, str(PROGRAMS / "plain.py"), cwd=tmp_path, **platform)
    # The sandbox, which is an extra too, names its own. An extra of another one names that.
    for name in extras.keys() - {"testing"}:
        install(python, *oldest([one for one in extras[name] if not one.startswith("azotte[")]))
    run(python, *STRICT, str(PROGRAMS / "extras.py"), cwd=tmp_path, **platform)


def oldest(requirements: list[str]) -> list[str]:
    found = [re.match(r"([\w-]+)>=([\d.]+)", requirement) for requirement in requirements]
    assert found and all(found), requirements
    return [f"{match[1]}=={match[2]}" for match in found if match]


def environment(version: str, folder: Path) -> str:
    """Make an empty environment; returns its Python."""
    run(
        *(sys.executable, "-m", "virtualenv", "--no-download"),
        *("--python", INTERPRETERS[version], str(folder / "environment")),
    )
    return str(folder / "environment" / "bin" / "python")


def install(python: str, *requirements: str) -> None:
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements)


def run(*command: str, cwd: Path | None = None, **variables: str) -> str:
    """Run a command and return what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(
        command,
        cwd=cwd,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
