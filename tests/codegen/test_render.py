"""A template gets what it asks for, or the run fails where it asked."""

from pathlib import Path

import pytest

from codegen.errors import GenerationError
from codegen.render import Renderer


@pytest.mark.parametrize("template", ["{{ gone }}", "{{ gone | py }}", "{{ empty[0] | py }}"])
def test_what_is_not_there_is_an_error_with_its_place(template: str, tmp_path: Path) -> None:
    (tmp_path / "page.txt.jinja").write_text(f"first\n{template}\n", encoding="utf-8")
    with pytest.raises(GenerationError, match=r"page\.txt\.jinja:2: "):
        Renderer(tmp_path, py=repr).render("page.txt", empty=[])
