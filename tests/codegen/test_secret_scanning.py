"""The rules that find API keys: they find keys of the sandbox, and nothing in the documentation."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.errors import GenerationError
from codegen.model.read import read_api
from codegen.paths import GENERATED
from codegen.sandbox import Tenant, running_sandbox
from codegen.secret_scanning import write_secret_scanning
from tests.codegen.model.documents import contract

RULES: list[dict[str, Any]] = tomllib.loads(
    (GENERATED / "secret-scanning.toml").read_text(encoding="utf-8")
)["rules"]


@pytest.fixture(scope="module")
def tenant() -> Iterator[Tenant]:
    with running_sandbox() as sandbox:
        yield sandbox.new_tenant()


def found(text: str) -> list[tuple[str, str]]:
    """Return the rule and the key of each finding, as gitleaks does, without its entropy."""
    return [
        (rule["id"], key)
        for rule in RULES
        if any(keyword in text for keyword in rule["keywords"])
        for key in (match[rule["secretGroup"]] for match in re.finditer(rule["regex"], text))
        if not any(
            re.search(allowed, key)
            for allowlist in rule.get("allowlists", ())
            for allowed in allowlist["regexes"]
        )
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "around", ["{}", "KEY={}\n", '"api_key": "{}",', "x-api-key: {}", "https://a/?key={}&b"]
)
def test_a_key_of_each_kind_is_found_by_its_rule(tenant: Tenant, around: str) -> None:
    assert len(tenant.keys) == len(RULES) == 4
    for (type, environment), key in tenant.keys.items():
        assert found(around.format(key)) == [(f"azotte-{type}-{environment}-key", key)]


@pytest.mark.parametrize(
    "text", ["sk_dev_", "task_dev_abc", "sk_dev_…cdef", "sk_dev_1234567890abcdef", "sk_test_abc"]
)
def test_other_text_is_not_found(text: str) -> None:
    assert found(text) == []


def test_the_regular_expressions_are_those_of_re2() -> None:
    """Scanners in Go have no lookaround and no references back."""
    for rule in RULES:
        assert not re.search(r"\(\?[=!<P]|\\[1-9]", rule["regex"])


def test_a_pattern_without_the_prefix_is_an_error(tmp_path: Path) -> None:
    document = contract()
    document["components"]["securitySchemes"]["ApiKey"]["x-pattern"] = "^key_[a-z]+$"
    with pytest.raises(GenerationError, match="no part of x-pattern"):
        write_secret_scanning(read_api(document), tmp_path / "rules.toml")


def test_a_new_kind_has_a_rule(tmp_path: Path) -> None:
    document = contract()
    scheme = document["components"]["securitySchemes"]["ApiKey"]
    scheme["x-pattern"] = "^((pk|sk)_(dev|live)|rk_live)_[A-Za-z0-9]{32}$"
    scheme["x-key-kinds"].append(
        {"prefix": "rk_live_", "type": "restricted", "environment": "production"}
    )
    write_secret_scanning(read_api(document), tmp_path / "rules.toml")
    rules = tomllib.loads((tmp_path / "rules.toml").read_text(encoding="utf-8"))["rules"]
    assert rules[-1]["regex"] == r"\b(rk_live_[A-Za-z0-9]{32})(?:[^A-Za-z0-9_]|$)"
