"""Tests that an undefined variable in a template is an error."""

from pathlib import Path

import pytest

from codegen.errors import GenerationError
from codegen.render import Renderer


@pytest.mark.parametrize("template", ["{{ gone }}", "{{ gone | py }}", "{{ empty[0] | py }}"])
def test_an_undefined_variable_is_an_error_with_file_and_line(
    template: str, tmp_path: Path
) -> None:
    (tmp_path / "page.txt.jinja").write_text(f"first\n{template}\n", encoding="utf-8")
    with pytest.raises(GenerationError, match=r"page\.txt\.jinja:2: "):
        Renderer(tmp_path, py=repr).render("page.txt", empty=[])
