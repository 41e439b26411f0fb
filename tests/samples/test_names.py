"""Samples call methods and pass arguments by the names that the clients give them."""

from pathlib import Path

from codegen.model.read import read_api
from codegen.paths import TEMPLATES
from codegen.python.calls import argument_names
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


def test_arguments_have_the_names_of_the_python_client(tmp_path: Path) -> None:
    parameters = [
        {"in": "query", "name": name, "required": True, "schema": {"type": "string"}}
        for name in ("models", "json_text")
    ]
    body = {
        "type": "object",
        "required": ["note"],
        "properties": {
            "note": {"type": "string", "x-parameter-name": "remark"},
            "encode": {"type": "string"},
            "id": {"type": "string", "readOnly": True},
        },
        "examples": [{"id": "1", "note": "a", "encode": "b"}],
    }
    one = document(
        {
            "operationId": "send",
            "parameters": parameters,
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        }
    )
    api = read_api(one)
    write_samples(api, tmp_path, TEMPLATES / "samples")
    text = (tmp_path / "send" / "python-client.py").read_text(encoding="utf-8")
    (sent,) = [one for one in api.operations if one.id == "send"]
    names = argument_names(api)[sent.pointer]
    assert names.parameters == ("models_", "json_text_")
    assert not {"id"} & names.fields.keys()
    for name in (*names.parameters, *names.fields.values()):
        assert f"{name}=" in text
