"""What a change is, whom it breaks, and the version that it calls for."""

from dataclasses import dataclass
from enum import Enum, IntEnum


class Party(Enum):
    """Who may be broken by a change."""

    SENDERS = "those who send"
    """A request that was right is refused now, or means something else."""
    READERS = "those who read"
    """An answer or event is not what was promised."""
    TYPES = "those who type-check"
    """A program against the generated clients names something that is gone or has another type."""


class Impact(IntEnum):
    """The part of a semantic version that a change calls for."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3


NOBODY: frozenset[Party] = frozenset()
SENDERS = frozenset({Party.SENDERS})
READERS = frozenset({Party.READERS})
TYPES = frozenset({Party.TYPES})
EVERYBODY = SENDERS | READERS | TYPES


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was.

    Attributes:
        label: What changed: `GET /customers`, `Customer.name`, `limit`.
        places: The operations that have it, where the label alone does not say.
        text: What is different, as a clause about the label.
        breaks: Who is broken.
        told: Whether a program can notice; a reworded description is a change that none does.
    """

    label: str
    places: tuple[str, ...]
    text: str
    breaks: frozenset[Party]
    told: bool = True

    @property
    def impact(self) -> Impact:
        """The part of the version that this change alone calls for."""
        if self.breaks:
            return Impact.MAJOR
        return Impact.MINOR if self.told else Impact.PATCH

    def __str__(self) -> str:
        """Return the change as a line of the changelog."""
        shown = [f"`{place}`" for place in self.places[:3]]
        if len(self.places) > 3:
            shown[2:] = [f"{len(self.places) - 2} more"]
        return f"`{self.label}`{' of ' if shown else ''}{join(shown)}: {self.text}"


def join(parts: list[str]) -> str:
    """Write a list as a person does: `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def parties(breaks: frozenset[Party]) -> str:
    """Name those who are broken, always in the same order."""
    return join([party.value for party in Party if party in breaks])


def next_version(version: str, impact: Impact) -> str:
    """Return the lowest version with which an impact may be published (SemVer 2.0.0, 6 to 8)."""
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
        ValueError: It is none.
    """
    parts = version.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(
            f"the version {version!r} is not three numbers with dots between, like 1.4.0"
        )
    major, minor, patch = map(int, parts)
    return major, minor, patch
