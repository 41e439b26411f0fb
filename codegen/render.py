"""Renders templates and reports the line of an error."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError, Undefined

from codegen.errors import GenerationError

_SUFFIX = ".jinja"


class Renderer:
    """Renders the templates in a folder. An undefined variable in a template is an error."""

    def __init__(self, folder: Path, **filters: Callable[..., Any]) -> None:
        self._folder = folder
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # noqa: S701  # renders code, not HTML
        )
        self._environment.filters |= {name: _strict(one) for name, one in filters.items()}

    def render(self, name: str, **context: Any) -> str:
        """Render a template.

        Args:
            name: Path of the template in the folder, without `.jinja`.
            context: Variables of the template.

        Raises:
            GenerationError: The template has an error. The message names file and line.
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
    """Return a filter that rejects an undefined value, whose `repr` would be written to the file."""

    def checked(value: Any, *arguments: Any, **options: Any) -> Any:
        return function(
            str(value) if isinstance(value, Undefined) else value, *arguments, **options
        )

    return checked
