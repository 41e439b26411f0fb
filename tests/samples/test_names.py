"""Samples call methods and pass arguments by the names that the clients give them."""

from pathlib import Path

from codegen.model.read import read_api
from codegen.paths import TEMPLATES
from codegen.samples import write_samples
from tests.codegen.model.documents import document


def test_samples_have_the_names_of_the_clients(tmp_path: Path) -> None:
    parameters = [
        {"in": "query", "name": name, "required": True, "schema": {"type": "string"}}
        for name in ("a-b", "a_b")
    ]
    # The clients have a method `for_tenant` already.
    one = document(
        {"operationId": "list_all", "tags": ["for_tenant"], "parameters": parameters},
        tags=[{"name": "for_tenant"}],
    )
    write_samples(read_api(one), tmp_path, TEMPLATES / "samples")

    python, node = (
        (tmp_path / "list_all" / name).read_text(encoding="utf-8")
        for name in ("python-client.py", "node-client.mjs")
    )
    assert "azotte.for_tenant_.list(" in python
    assert "azotte.forTenant_.list({" in node
    assert "a_b_2:" in node
