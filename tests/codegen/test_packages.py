"""Tests the content of the released packages."""

import json
import re
import tarfile
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
import trove_classifiers

from codegen.packages import build
from codegen.paths import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packages")]
LICENSE = (ROOT / "LICENSE").read_bytes()


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The files of each package by path, without the folder that names the version."""
    folder = tmp_path_factory.mktemp("packages")
    build(folder, folder)
    found: dict[str, dict[str, bytes]] = {}
    for package in folder.iterdir():
        if package.suffix == ".whl":
            with zipfile.ZipFile(package) as archive:
                files = {name: archive.read(name) for name in archive.namelist()}
        else:
            with tarfile.open(package) as archive:
                files = {
                    name.partition("/")[2]: stream.read()
                    for name in archive.getnames()
                    if (stream := archive.extractfile(name))
                }
        found[package.name.replace("-py3-none-any", "")] = files
    return found


def metadata_of(files: dict[str, bytes]) -> Message:
    """Return the metadata of a wheel."""
    (text,) = (text for file, text in files.items() if file.endswith(".dist-info/METADATA"))
    return message_from_bytes(text)


def test_there_are_wheels_source_distributions_and_an_npm_package(
    packages: dict[str, dict[str, bytes]],
) -> None:
    kinds = {(name.split("-")[0], Path(name).suffix) for name in packages}
    assert kinds == {
        ("azotte", ".whl"),
        ("azotte", ".gz"),
        ("azotte_sandbox", ".whl"),
        ("azotte_sandbox", ".gz"),
        ("azotte_conformance", ".whl"),
        ("azotte_conformance", ".gz"),
        ("azotte", ".tgz"),
    }


def test_each_package_has_the_license(packages: dict[str, dict[str, bytes]]) -> None:
    without = [
        name
        for name, files in packages.items()
        if not any(file.endswith("LICENSE") and text == LICENSE for file, text in files.items())
    ]
    assert without == []


def test_packages_contain_nothing_else(packages: dict[str, dict[str, bytes]]) -> None:
    for name, files in packages.items():
        top = {file.partition("/")[0] for file in files}
        if name.endswith(".whl"):
            distribution = name.removesuffix(".whl")
            assert top == {distribution.partition("-")[0], f"{distribution}.dist-info"}, name
            unlikely = re.compile(r"/(\.|tests?/|__pycache__)|\.(pyc|db|md|toml\.orig)$")
            others = {file for file in files if not file.startswith("azotte/.agents/skills/")}
            assert not [file for file in others if unlikely.search(file)], name
        elif name.endswith(".tgz"):
            assert top == {"LICENSE", "README.md", "dist", "package.json", ".agents"}
        else:
            # hatchling adds .gitignore, because it says what belongs into the archive.
            needed = {"LICENSE", "PKG-INFO", "README.md", "pyproject.toml", "src", ".gitignore"}
            assert needed <= top | {".gitignore"}, name
            assert top <= needed | {"HARDENING.md", "hatch_build.py", "Containerfile"}, name


def test_each_package_says_what_it_is_and_where_it_comes_from(
    packages: dict[str, dict[str, bytes]],
) -> None:
    repository = "https://github.com/azotte/contract"
    for name, files in packages.items():
        if name.endswith(".tgz"):
            manifest = json.loads(files["package.json"])
            assert len(manifest["keywords"]) >= 5
            assert manifest["repository"]["url"] == f"git+{repository}.git"
            assert manifest["bugs"] == f"{repository}/issues"
        elif name.endswith(".whl"):
            metadata = metadata_of(files)
            urls = dict(url.split(", ") for url in metadata.get_all("Project-URL", []))
            assert urls.keys() == {"Homepage", "Documentation", "Changelog", "Issues"}
            assert all(url.startswith(repository) for url in urls.values())
            assert len(metadata["Keywords"].split(",")) >= 5
            classifiers: list[str] = metadata.get_all("Classifier", [])
            # PyPI rejects a package with a classifier that it does not know.
            assert len(classifiers) >= 8 and set(classifiers) <= trove_classifiers.classifiers


def test_packages_that_belong_together_have_the_version_of_the_contract(
    packages: dict[str, dict[str, bytes]],
) -> None:
    contract = json.loads((ROOT / "generated" / "openapi.json").read_text(encoding="utf-8"))
    version = contract["info"]["version"]
    for name, files in packages.items():
        if name.endswith(".whl"):
            metadata = metadata_of(files)
            remedy = f"{name}: set __version__ in the package's __init__.py to {version}"
            assert metadata["Version"] == version, remedy
            for requirement in metadata.get_all("Requires-Dist", []):
                if requirement.startswith("azotte"):
                    assert requirement.startswith(f"azotte-sandbox=={version};"), name


def test_sandbox_and_contract_tests_contain_the_contract(
    packages: dict[str, dict[str, bytes]],
) -> None:
    contract = (ROOT / "generated" / "openapi.json").read_bytes()
    for name, files in packages.items():
        if name.startswith("azotte_"):
            found = {file: text for file, text in files.items() if file.endswith("openapi.json")}
            # The sandbox has the document of its control API too.
            own = [file for file in found if "/control/" in file]
            assert len(own) == name.startswith("azotte_sandbox")
            assert [text for file, text in found.items() if file not in own] == [contract]


def test_the_clients_are_typed(packages: dict[str, dict[str, bytes]]) -> None:
    wheel = next(
        files
        for name, files in packages.items()
        if name.endswith(".whl") and name.startswith("azotte-")
    )
    npm = next(files for name, files in packages.items() if name.endswith(".tgz"))
    assert "azotte/py.typed" in wheel
    assert {
        "dist/esm/index.js",
        "dist/esm/index.d.ts",
        "dist/cjs/index.js",
        "package.json",
    } <= npm.keys()


def test_no_package_contains_a_path_of_this_machine(packages: dict[str, dict[str, bytes]]) -> None:
    places = [str(ROOT).encode(), str(Path.home()).encode() + b"/"]
    found = [
        f"{name}: {file}"
        for name, files in packages.items()
        for file, text in files.items()
        if any(place in text for place in places)
    ]
    assert found == []
