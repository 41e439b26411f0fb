"""A change of the contract, what it breaks, and the version that it requires."""

from dataclasses import dataclass
from enum import Enum, IntEnum


class Surface(Enum):
    """A part of the API that programs depend on and that a change can break."""

    REQUESTS = "requests"
    """A request that was valid is rejected, or means something else."""
    RESPONSES = "responses"
    """A response or event no longer matches what the contract promised."""
    TYPES = "types"
    """A program that uses the generated clients no longer type-checks."""


class Impact(IntEnum):
    """The part of a semantic version that a change raises."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3


NOTHING: frozenset[Surface] = frozenset()
REQUESTS = frozenset({Surface.REQUESTS})
RESPONSES = frozenset({Surface.RESPONSES})
TYPES = frozenset({Surface.TYPES})
EVERYTHING = REQUESTS | RESPONSES | TYPES


@dataclass(frozen=True)
class Change:
    """A difference between two versions of the contract.

    Attributes:
        label: What changed: `GET /customers`, `Customer.name`, `limit`.
        places: The operations that use it, if the label does not name one.
        text: The difference, for example `now required`.
        breaks: What the change breaks.
        observable: Whether a program can observe the change. A new description is not observable.
    """

    label: str
    places: tuple[str, ...]
    text: str
    breaks: frozenset[Surface]
    observable: bool = True

    @property
    def impact(self) -> Impact:
        """The part of the version that this change raises."""
        if self.breaks:
            return Impact.MAJOR
        return Impact.MINOR if self.observable else Impact.PATCH

    def __str__(self) -> str:
        """Return the change as a line of the changelog."""
        shown = [f"`{place}`" for place in self.places[:3]]
        if len(self.places) > 3:
            shown[2:] = [f"{len(self.places) - 2} more"]
        return f"`{self.label}`{' of ' if shown else ''}{join(shown)}: {self.text}"


def join(parts: list[str]) -> str:
    """Join words to a list: `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def surfaces(breaks: frozenset[Surface]) -> str:
    """Return the names of what a change breaks, always in the same order."""
    return join([surface.value for surface in Surface if surface in breaks])


def next_version(version: str, impact: Impact) -> str:
    """Return the lowest version that can follow a version (SemVer 2.0.0, 6 to 8)."""
    major, minor, patch = numbers(version)
    match impact:
        case Impact.MAJOR:
            return f"{major + 1}.0.0"
        case Impact.MINOR:
            return f"{major}.{minor + 1}.0"
        case Impact.PATCH:
            return f"{major}.{minor}.{patch + 1}"


def numbers(version: str) -> tuple[int, int, int]:
    """Split a version into its three numbers.

    Raises:
        ValueError: The version does not have three numbers.
    """
    parts = version.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(
            f"invalid version: {version!r}. Set info.version to three numbers, for example 1.4.0."
        )
    major, minor, patch = map(int, parts)
    return major, minor, patch
