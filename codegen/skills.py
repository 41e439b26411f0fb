"""Writes a skill of each client: what an agent reads before it writes code with the client (agentskills.io).

A package carries it as `.agents/skills/azotte/SKILL.md`, where agents look for the skills of installed packages.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from codegen import banner
from codegen.model.operations import Api
from codegen.readme import Readme
from codegen.render import Renderer

_FILE = Path(".agents", "skills", "azotte", "SKILL.md")


def write_skill(
    api: Api,
    language: Literal["python", "typescript"],
    methods: Mapping[str, str],
    readme: Path,
    package: Path,
    templates: Path,
) -> None:
    """Write the skill of a client.

    Args:
        api: The contract.
        language: Name of the template.
        methods: Method of each operation by its ID.
        readme: README of the client, whose code is tested.
        package: Folder that is installed.
        templates: Folder of the templates.

    Raises:
        GenerationError: A template has an error, or the README lacks a part that it shows.
    """
    text = Renderer(templates).render(
        f"{language}.md",
        api=api,
        methods=methods,
        readme=Readme(readme.read_text(encoding="utf-8"), f"the {language} client"),
    )
    target = package / _FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    # The facts about the skill are first, in YAML, so the banner is a comment in them.
    facts = banner.statement("openapi/", f"templates/skills/{language}.md.jinja")
    target.write_text(f"---\n# {facts}\n{text}", encoding="utf-8")
