"""Headers that print only what is known to be harmless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from azotte._contract import LOGGED_HEADERS


class Headers(Mapping[str, str]):
    """Headers of a request or response: names in any case, repeated ones joined by commas (RFC 9110, section 5.3).

    Printing and pickling leave out every value that is not on the allow-list.
    """

    __slots__ = ("_pairs", "_values")

    def __init__(self, pairs: Iterable[tuple[str | bytes, str | bytes]] = ()) -> None:
        self._pairs = pairs
        self._values: dict[str, str] | None = None

    def __getitem__(self, name: str) -> str:
        return self._read()[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def logged(self) -> dict[str, str]:
        """Return the headers whose values may be logged."""
        return {name: value for name, value in self._read().items() if name in LOGGED_HEADERS}

    def __repr__(self) -> str:
        shown = {
            name: value if name in LOGGED_HEADERS else "…" for name, value in self._read().items()
        }
        return f"Headers({shown})"

    def __reduce__(self) -> tuple[type[Headers], tuple[list[tuple[str, str]]]]:
        return Headers, (list(self.logged().items()),)

    def _read(self) -> dict[str, str]:
        # On first use only, because most headers of responses are never read.
        if self._values is None:
            values: dict[str, str] = {}
            for raw_name, raw_value in self._pairs:
                name, value = _text(raw_name).lower(), _text(raw_value)
                values[name] = f"{values[name]}, {value}" if name in values else value
            self._values = values
        return self._values


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")
