"""A place in the bundle is found in the files of the contract."""

import json
import re
from pathlib import Path

import pytest

from azotte_conformance.contract.source_files import SourceFiles
from azotte_conformance.contract.source_lines import lines_of
from codegen.paths import ROOT

SOURCES = SourceFiles(ROOT / "openapi" / "azotte.yaml")


def text_at(place: tuple[Path, int]) -> str:
    file, line = place
    return file.read_text(encoding="utf-8").splitlines()[line - 1].strip()


def test_every_extension_and_property_is_found_on_its_line(bundle: Path) -> None:
    text = bundle.read_text(encoding="utf-8")
    pattern = (
        r"(/paths/[^/]+/[a-z]+/x-(?!codeSamples)[^/]+|/components/schemas/[^/]+/properties/[^/]+)"
    )
    pointers = [pointer for pointer in lines_of(text) if re.fullmatch(pattern, pointer)]
    assert len(pointers) > 100
    wrong = [
        pointer
        for pointer in pointers
        if pointer.rpartition("/")[2] not in text_at(SOURCES.find(pointer))
    ]
    assert wrong == []


def test_what_the_bundler_added_is_found_at_its_operation(bundle: Path) -> None:
    document = json.loads(bundle.read_text(encoding="utf-8"))
    assert "503" in document["paths"]["/customers"]["get"]["responses"]
    file, line = SOURCES.find("/paths/~1customers/get/responses/503")
    assert file.name == "customers.yaml"
    assert line == SOURCES.find("/paths/~1customers/get/responses")[1]


def test_a_reference_is_followed_to_its_file() -> None:
    file, line = SOURCES.find("/components/schemas/Event")
    assert (file.name, line) == ("Event.yaml", 1)


@pytest.mark.parametrize("pointer", ["", "/nothing/of/the/kind", "/components/schemas/None"])
def test_what_is_not_there_is_found_at_the_nearest_place(pointer: str) -> None:
    file, line = SOURCES.find(pointer)
    assert file == SOURCES.entry
    assert line >= 1
