"""Every command of the documents is one that a test runs."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.newcomer.documents import CONTRIBUTING, DOCUMENTS, PYTHON, README, TYPESCRIPT, blocks

PLAYER = Path(__file__).with_name("test_first_contact.py")
# Those that address packages on the registries, which have them after a release only; and those that tests/cli plays.
_OTHERS = {"install", "sandbox-install", "command-line"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: "/".join(path.parts[-2:]))
def test_commands_have_a_label_of_their_own(document: Path) -> None:
    labels = Counter(block.label for block in blocks(document) if block.language == "sh")
    assert "" not in labels
    assert set(labels.values()) <= {1}


@pytest.mark.parametrize("document", [README, CONTRIBUTING, PYTHON, TYPESCRIPT], ids=str)
def test_a_newcomer_runs_every_command(document: Path) -> None:
    tree = ast.parse(PLAYER.read_text(encoding="utf-8"))
    played = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    labels = {block.label for block in blocks(document) if block.language == "sh"}
    assert labels - _OTHERS <= played
