"""Writes rules that find API keys in source code, in the format of gitleaks.

The contract gives the pattern of a key (`x-pattern`) and its kinds (`x-key-kinds`).
"""

import re
from pathlib import Path

from codegen import banner
from codegen.errors import GenerationError
from codegen.model.operations import Api, KeyKind, SecurityScheme

_HEAD = """\
# Run: gitleaks dir --config secret-scanning.toml
title = "API keys"
"""
_RULE = """
[[rules]]
id = "azotte-{kind.type}-{kind.environment}-key"
description = "API key of the kind {kind.type}, environment {kind.environment}."
regex = '''\\b({prefix}{rest})(?:[^A-Za-z0-9_]|$)'''
secretGroup = 1
entropy = 3
keywords = ["{kind.prefix}"]
tags = ["{kind.type}", "{kind.environment}"]
"""
_EXAMPLE = """
[[rules.allowlists]]
description = "The example of the documentation."
regexes = ['''^{example}$''']
"""


def write_secret_scanning(api: Api, destination: Path) -> None:
    """Write a rule for each kind of API key.

    Args:
        api: The contract.
        destination: File to write.

    Raises:
        GenerationError: The pattern of a key does not start with the prefix of a kind.
    """
    rules = [
        _rule(scheme, kind)
        for scheme in api.security_schemes.values()
        for kind in scheme.facts.key_kinds
    ]
    first = banner.generated(destination, "openapi/")
    destination.write_text(first + _HEAD + "".join(rules), encoding="utf-8")


def _rule(scheme: SecurityScheme, kind: KeyKind) -> str:
    rule = _RULE.format(
        kind=kind,
        prefix=re.escape(kind.prefix),
        rest=_after(scheme.facts.pattern or "", kind.prefix, scheme.facts.id),
    )
    example = scheme.facts.example or ""
    is_of_kind = example.startswith(kind.prefix)
    return rule + (_EXAMPLE.format(example=re.escape(example)) if is_of_kind else "")


def _after(pattern: str, prefix: str, scheme: str) -> str:
    """Return the part of a pattern that follows a prefix: `[a-z]+` of `^(a|b)_[a-z]+$` for `a_`."""
    inner = pattern.removeprefix("^").removesuffix("$")
    for end in range(len(inner), 0, -1):
        try:
            if re.fullmatch(inner[:end], prefix) and re.compile(inner[end:]):
                return inner[end:]
        except re.error:  # it ends within a group or a class
            continue
    raise GenerationError(
        f"components/securitySchemes/{scheme}: no part of x-pattern {pattern!r} matches the prefix {prefix!r} of x-key-kinds. "
        "Start the pattern with all prefixes, for example ^(pk|sk)_(dev|live)_[A-Za-z0-9]+$."
    )
