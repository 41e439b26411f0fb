"""Tests that generators which know nothing of our model read the same from the contract."""

import ast
import contextlib
import io
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from datamodel_code_generator.__main__ import Exit
from datamodel_code_generator.__main__ import main as datamodel_codegen
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint

from codegen.model.operations import Empty, JsonContent
from codegen.model.read import read_api
from codegen.model.types import Array, Boolean, Integer, Nullable, Number, Object, Text, Type
from codegen.paths import GENERATED
from tests.codegen.model.documents import CONTRACT, as_openapi_3_1, contract

API = read_api(CONTRACT)


@pytest.fixture(scope="module")
def endpoints() -> dict[str, Endpoint]:
    """What openapi-python-client reads, by `operationId`."""
    config = Config.from_sources(
        ConfigFile(literal_enums=True),
        MetaType.NONE,
        document_source=Path("openapi.json"),
        file_encoding="utf-8",
        overwrite=True,
        output_path=Path("azotte"),
    )
    data = GeneratorData.from_dict(as_openapi_3_1(contract()), config=config)
    assert isinstance(data, GeneratorData)
    return {
        endpoint.name: endpoint
        for collection in data.endpoint_collections_by_tag.values()
        for endpoint in collection.endpoints
    }


def test_openapi_python_client_reads_the_same_operations(endpoints: dict[str, Endpoint]) -> None:
    assert {*endpoints} == {one.id for one in API.operations}


@pytest.mark.parametrize("operation", API.operations, ids=lambda one: one.id)
def test_openapi_python_client_reads_the_same_parts(
    operation: Any, endpoints: dict[str, Endpoint]
) -> None:
    theirs = endpoints[operation.id]
    assert (theirs.method.upper(), theirs.path) == (operation.method, operation.path)
    assert {
        (str(location), str(one.name.get_untrusted_value()), one.required)
        for location, one in theirs.iter_all_parameters()
    } == {(one.location, one.name, one.required) for one in operation.parameters}
    assert [body.content_type.get_untrusted_value() for body in theirs.bodies] == (
        [one.media_type for one in operation.body.contents] if operation.body else []
    )
    known = {str(code): response for code, response in _patterns(theirs)}
    for response in operation.responses:
        (content,) = response.contents
        assert isinstance(content, JsonContent | Empty)
        found = known[response.status]
        is_empty = found.prop.get_type_string() in ("Any", "None")
        assert is_empty == isinstance(content, Empty)


def _patterns(endpoint: Endpoint) -> list[tuple[str, Any]]:
    return [(one.status_code.pattern, one) for one in endpoint.responses.patterns]


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, tuple[str, bool]]]:
    """The typed dictionaries of datamodel-code-generator: type of each field, and whether it is required."""
    folder = tmp_path_factory.mktemp("models")
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        code = datamodel_codegen(
            [
                *(
                    "--input",
                    str(GENERATED / "openapi.json"),
                    "--output",
                    str(folder / "models.py"),
                ),
                *("--input-file-type", "openapi", "--output-model-type", "typing.TypedDict"),
                *("--target-python-version", "3.11", "--ignore-pyproject", "--disable-timestamp"),
                *(
                    "--enum-field-as-literal",
                    "all",
                    "--formatters",
                    "builtin",
                    "--no-use-closed-typed-dict",
                ),
            ]
        )
    assert code == Exit.OK
    module = ast.parse((folder / "models.py").read_text(encoding="utf-8"))
    # It names some of the scalars that we do not.
    scalars = {
        ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target): ast.unparse(
            node.value
        )
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Name)
    }
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            fields: dict[str, tuple[str, bool]] = {}
            for one in node.body:
                if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                    text = re.sub(
                        r"\w+",
                        lambda word: scalars.get(word[0], word[0]),
                        ast.unparse(one.annotation),
                    )
                    inner = text.removeprefix("NotRequired[")
                    fields[one.target.id] = (
                        inner.removesuffix("]") if inner != text else text,
                        inner == text,
                    )
            found[node.name] = fields
    return found


OBJECTS = [name for name, named in API.types.items() if isinstance(named.type, Object)]


@pytest.mark.parametrize("name", OBJECTS)
def test_datamodel_code_generator_reads_the_same_fields(
    name: str, classes: dict[str, dict[str, tuple[str, bool]]]
) -> None:
    type = API.types[name].type
    assert isinstance(type, Object)
    assert {field: required for field, (_, required) in classes[name].items()} == {
        field.name: field.required for field in type.fields
    }
    for field in type.fields:
        annotation, _ = classes[name][field.name]
        if expected := _simple(field.type):
            assert annotation == expected, field.name


def _simple(type: Type) -> str | None:
    """Return the type of a field that is not named, or None."""
    match type:
        case Boolean():
            return "bool"
        case Integer():
            return "int"
        case Number():
            return "float"
        case Text(format="plain"):
            return "str"
        case Nullable(type=inner) if found := _simple(inner):
            return f"{found} | None"
        case Array(items=inner) if found := _simple(inner):
            return f"list[{found}]"
        case _:
            return None
