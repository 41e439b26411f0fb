"""Renders templates, and says where one is wrong."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError, Undefined

from codegen.errors import GenerationError

_SUFFIX = ".jinja"


class Renderer:
    """Renders the templates below a folder. What a template asks for must be there."""

    def __init__(self, folder: Path, **filters: Callable[..., Any]) -> None:
        self._folder = folder
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # noqa: S701  # what is rendered is code, never a page
        )
        self._environment.filters |= {name: _strict(one) for name, one in filters.items()}

    def render(self, name: str, **context: Any) -> str:
        """Render a template.

        Args:
            name: Its path below the folder, without `.jinja`.
            context: What it may ask for.

        Raises:
            GenerationError: The template is wrong; the message names file and line.
        """
        try:
            return self._environment.get_template(name + _SUFFIX).render(context)
        except TemplateSyntaxError as error:
            raise GenerationError(f"{error.filename}:{error.lineno}: {error.message}") from error
        except Exception as error:
            raise GenerationError(f"{self._place(name, error)}: {error}") from error

    def _place(self, name: str, error: Exception) -> str:
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if Path(frame.filename).is_relative_to(self._folder)
        ]
        return (
            f"{frames[-1].filename}:{frames[-1].lineno}"
            if frames
            else str(self._folder / (name + _SUFFIX))
        )


def _strict(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that refuses what is not there: `repr` would write it down as a name."""

    def checked(value: Any, *arguments: Any, **options: Any) -> Any:
        return function(
            str(value) if isinstance(value, Undefined) else value, *arguments, **options
        )

    return checked
