"""Tests the files of the reference, and the errors of the build."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from codegen.errors import GenerationError
from codegen.evidence import marks, write_evidence
from codegen.paths import GENERATED, TEMPLATES
from codegen.reference.document import reference_document
from codegen.reference.renderer import copy_renderer
from codegen.reference.site import build

REFERENCE = TEMPLATES / "reference"
CHANGELOG = "# Changelog\n\nHow to read this.\n\n## 1.1.0\n\nMore.\n\n## 1.0.0\n\nThe first.\n"


@pytest.fixture(scope="module")
def document(contract: dict[str, Any]) -> dict[str, Any]:
    return reference_document(contract, CHANGELOG, REFERENCE)


def test_the_introduction_says_what_the_contract_says(
    document: dict[str, Any], contract: dict[str, Any]
) -> None:
    introduction = document["info"]["description"]
    for scheme in contract["components"]["securitySchemes"].values():
        assert f"`{scheme['name']}`" in introduction
        assert scheme["x-environment-variable"] in introduction
    for response in contract["components"]["responses"].values():
        for code in response["x-error-codes"]:
            assert f"| `{response['x-error-type']}` | `{code}` |" in introduction
    for event in contract["webhooks"]:
        assert f"| `{event}` |" in introduction
    assert introduction.index("# Authentication") < introduction.index("# Errors")


def test_the_introduction_ends_with_the_changelog(document: dict[str, Any]) -> None:
    assert document["info"]["description"].endswith(
        "# Changelog\n\n## 1.1.0\n\nMore.\n\n## 1.0.0\n\nThe first.\n\n"
    )


def test_nothing_is_tried_out_in_production(document: dict[str, Any]) -> None:
    assert document["servers"]
    assert all(server["x-environments"] == ["development"] for server in document["servers"])


def test_an_optional_parameter_is_not_sent_unless_it_is_ticked(document: dict[str, Any]) -> None:
    for parameter in document["components"]["parameters"].values():
        if not parameter["required"]:
            assert parameter["examples"]["example"]["x-disabled"]


def test_the_introduction_has_every_section_of_the_contract(
    document: dict[str, Any], contract: dict[str, Any]
) -> None:
    introduction = document["info"]["description"].splitlines()
    overview, *sections = contract["info"]["description"].split("\n# ")
    assert introduction[0] == overview.splitlines()[0]
    assert sections
    for section in sections:
        assert f"# {section.splitlines()[0]}" in introduction


def test_a_text_that_names_a_section_links_to_it(document: dict[str, Any]) -> None:
    text = document["components"]["parameters"]["IdempotencyKey"]["description"]
    assert "[Idempotent requests](#description/idempotent-requests)" in text
    assert "\n# Idempotent requests\n" in document["info"]["description"]


def test_the_published_reference_shows_no_evidence(
    document: dict[str, Any], contract: dict[str, Any]
) -> None:
    text = json.dumps(document)
    for word in ("x-evidence", "evidence", *{mark.evidence for mark in marks(contract)}):
        assert not re.search(rf"\b{word}\b", text, re.IGNORECASE), word


@pytest.mark.parametrize("part", ["python", "typescript", "samples"])
def test_clients_and_samples_show_no_evidence(part: str) -> None:
    files = [
        file
        for file in (GENERATED / part).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    ]
    assert files
    for file in files:
        assert "evidence" not in file.read_text(encoding="utf-8").lower(), file


def test_the_owner_sees_the_evidence_for_each_part(contract: dict[str, Any]) -> None:
    document = reference_document(contract, CHANGELOG, REFERENCE, owner=True)
    for section in ("paths", "webhooks"):
        for path, item in document[section].items():
            for method, operation in item.items():
                badges = [badge["name"] for badge in operation["x-badges"]]
                assert contract[section][path][method]["x-evidence"] in badges
    for section in ("schemas", "parameters", "responses", "headers"):
        for name, part in document["components"][section].items():
            evidence = contract["components"][section][name].get("x-evidence", "documented")
            assert part["description"].endswith(f"*({evidence})*") == (evidence != "documented")
    assert "# Evidence" in document["info"]["description"]


def test_the_evidence_lists_what_is_open_and_nothing_else(
    contract: dict[str, Any], tmp_path: Path
) -> None:
    write_evidence(contract, tmp_path / "EVIDENCE.md", REFERENCE)
    lines = (tmp_path / "EVIDENCE.md").read_text(encoding="utf-8").splitlines()
    listed = [line.split("`")[1] for line in lines if line.startswith("| `")]
    still_open = [mark.name for mark in marks(contract) if mark.evidence != "documented"]
    assert sorted(listed) == sorted(still_open)
    sections = contract["info"]["x-evidence"]
    # One object has the marks of all sections.
    assert json.dumps(contract).count('"x-evidence"') == len(marks(contract)) - len(sections) + 1


def test_another_archive_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(REFERENCE, templates)
    pin = json.loads((templates / "package.json").read_text(encoding="utf-8"))
    expected = pin["integrity"]
    pin["integrity"] = "sha512-another"
    (templates / "package.json").write_text(json.dumps(pin), encoding="utf-8")
    with pytest.raises(GenerationError) as refused:
        copy_renderer(tmp_path / "renderer", templates)
    assert f"has the hash {expected}" in str(refused.value)


def test_a_folder_with_something_else_is_kept(contract: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("irreplaceable", encoding="utf-8")
    with pytest.raises(GenerationError, match="is not empty and holds no reference"):
        build(contract, CHANGELOG, REFERENCE, tmp_path)
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.slow
@pytest.mark.xdist_group("reference")
def test_building_again_gives_the_same_bytes(site: Path, contract: dict[str, Any]) -> None:
    def contents() -> dict[str, bytes]:
        return {
            file.relative_to(site).as_posix(): file.read_bytes()
            for file in site.rglob("*")
            if file.is_file()
        }

    before = contents()
    changelog = (TEMPLATES.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    build(contract, changelog, REFERENCE, site)
    assert contents() == before
