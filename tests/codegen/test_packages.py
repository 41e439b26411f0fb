"""Tests the content of the released packages."""

import tarfile
import zipfile
from pathlib import Path

import pytest

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


def test_sandbox_and_contract_tests_contain_the_contract(
    packages: dict[str, dict[str, bytes]],
) -> None:
    contract = (ROOT / "generated" / "openapi.json").read_bytes()
    for name, files in packages.items():
        if name.startswith("azotte_"):
            (text,) = (text for file, text in files.items() if file.endswith("openapi.json"))
            assert text == contract


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
