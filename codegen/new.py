"""Writes the files of a new resource: `python -m codegen.new coupons`, which is `nox -s new -- coupons`."""

import argparse
import keyword
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from codegen.errors import GenerationError
from codegen.model.names import pascal_case
from codegen.paths import CONTRACT, TEMPLATES, path_of_file
from codegen.render import Renderer

_NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
# English plurals, tried in this order. Others, such as "people", need --singular.
_PLURALS = ((r"(.{2,})ies", r"\1y"), (r"(.+(?:ss|x|z|ch|sh))es", r"\1"), (r"(.+[^s])s", r"\1"))
# A vowel that sounds like a consonant: "a unit", "a euro".
_CONSONANT_SOUND = re.compile(r"uni|use|eu|one")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="nox -s new --", description="Write the files of a new resource in openapi/resources/."
    )
    parser.add_argument(
        "name", help="plural name of the resource, for example: coupons, gift-cards"
    )
    parser.add_argument("--singular", help="singular, if it is irregular, for example: person")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="root file of the contract")
    options = parser.parse_args(arguments)
    try:
        resource = named(options.name, options.singular)
        files = write(resource, options.contract.resolve(), TEMPLATES / "resource")
    except GenerationError as error:
        print(f"new: {error}", file=sys.stderr)
        return 1
    folder = options.contract.parent / "resources" / resource.plural
    print(f"{len(files)} files written in {folder}, and their lines in {options.contract.name}.")
    print("Edit them, then run `nox -s lint` and `nox -s generate`.")
    return 0


@dataclass(frozen=True)
class Resource:
    """A resource in two forms of snake_case, such as `gift_cards` and `gift_card`."""

    plural: str
    singular: str

    @property
    def segment(self) -> str:
        """Segment of its path: `gift-cards`."""
        return self.plural.replace("_", "-")

    def of(self, text: str) -> str:
        """Return a path in the templates with this resource in place of the word `resource`."""
        for word, name in (
            ("Resources", pascal_case(self.plural)),
            ("Resource", pascal_case(self.singular)),
            ("resources", self.segment),
            ("resource", self.singular),
        ):
            text = text.replace(word, name)
        return text


def named(plural: str, singular: str | None = None) -> Resource:
    """Return a resource by its plural.

    Args:
        plural: Plural in lower case, with words separated by `-` or `_`.
        singular: Singular. Defaults to the regular one.

    Raises:
        GenerationError: A name is not valid, or the plural is irregular.
    """
    for name in (plural, singular):
        if name is not None and not _NAME.fullmatch(name):
            raise GenerationError(
                f"'{name}' is not a name. Write a plural in lower case, with - between words, for example gift-cards."
            )
    plural = plural.replace("-", "_")
    singular = singular.replace("-", "_") if singular else _singular(plural)
    for name in (plural, singular):
        if keyword.iskeyword(name):
            raise GenerationError(f"'{name}' is reserved in Python. Choose another name.")
    if singular == plural:
        raise GenerationError(
            f"Singular and plural are both '{plural}'. Choose a name with two forms."
        )
    return Resource(plural, singular)


def write(resource: Resource, entry: Path, templates: Path) -> list[Path]:
    """Write the files of a resource, and its lines in the entry file.

    Args:
        resource: The resource.
        entry: Entry file of the contract.
        templates: Folder of the templates of a resource.

    Returns:
        The files that were written.

    Raises:
        GenerationError: A part of the contract has one of the names already. Nothing is written.
    """
    contract = entry.parent
    folder = contract / "resources" / resource.plural
    sources = sorted(path.relative_to(templates) for path in templates.glob("*/*.jinja"))
    targets = [resource.of(source.as_posix().removesuffix(".jinja")) for source in sources]
    _check(contract, folder, targets)
    lines = entry.read_text(encoding="utf-8")
    lines = _added(lines, "tags", *_tag(resource))
    for target in targets:
        kind, name = target.split("/")
        if kind in {"paths", "webhooks"}:
            name = name.removesuffix(".yaml")
            key = path_of_file(name) if kind == "paths" else name
            reference = f"resources/{resource.plural}/{target}"
            lines = _added(lines, kind, f"  {key}:", f"    $ref: {reference}")
    renderer, words = Renderer(templates), _words(resource, contract)
    texts = [
        renderer.render(source.as_posix().removesuffix(".jinja"), **words) for source in sources
    ]
    for target, text in zip(targets, texts, strict=True):
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        (folder / target).write_text(text, encoding="utf-8")
    entry.write_text(lines, encoding="utf-8")
    return [folder / target for target in targets]


def _singular(plural: str) -> str:
    for form, singular in _PLURALS:
        if match := re.fullmatch(form, plural):
            return match.expand(singular)
    raise GenerationError(
        f"The singular of '{plural}' is not regular. Name it, for example: nox -s new -- people --singular person"
    )


def _check(contract: Path, folder: Path, targets: list[str]) -> None:
    if folder.exists():
        raise GenerationError(
            f"{folder} exists already. Choose another name, or delete the folder and its lines in the entry file."
        )
    # Files of one kind become components of one name, whichever resource they are in.
    taken = {"/".join(path.parts[-2:]): path for path in contract.rglob("*/*.yaml")}
    for target in targets:
        if target in taken:
            raise GenerationError(f"{taken[target]} has this name already. Choose another name.")


def _added(text: str, section: str, *lines: str) -> str:
    """Return the text of the entry file with more lines at the end of a section."""
    match = re.search(rf"^{section}:\n(?:[ #].*\n)*", text, re.MULTILINE)
    if match is None:
        raise GenerationError(f"The entry file has no section '{section}'. Add it.")
    return text[: match.end()] + "".join(f"{line}\n" for line in lines) + text[match.end() :]


def _tag(resource: Resource) -> tuple[str, str]:
    words = resource.plural.replace("_", " ")
    return (
        f"  - name: {resource.plural}",
        f"    description: {words.capitalize()} of the tenant.",
    )


def _words(resource: Resource, contract: Path) -> dict[str, str]:
    words, plural_words = (name.replace("_", " ") for name in (resource.singular, resource.plural))
    is_vowel = words[0] in "aeiou" and not _CONSONANT_SOUND.match(words)
    return {
        "plural": resource.plural,
        "singular": resource.singular,
        "prefix": _prefix(resource, contract),
        "Name": pascal_case(resource.singular),
        "Names": pascal_case(resource.plural),
        "words": words,
        "Words": words.capitalize(),
        "plural_words": plural_words,
        "Plural_words": plural_words.capitalize(),
        "article": "an" if is_vowel else "a",
        "Article": "An" if is_vowel else "A",
    }


def _prefix(resource: Resource, contract: Path) -> str:
    """Return the shortest start of the name, of three letters or more, that no identifier starts with."""
    name = resource.singular.replace("_", "")
    patterns = "".join(path.read_text(encoding="utf-8") for path in contract.rglob("*Id.yaml"))
    taken = set(re.findall(r"^pattern: \^([a-z]+)_", patterns, re.MULTILINE))
    starts = (name[:length] for length in range(3, len(name) + 1))
    return next((start for start in starts if start not in taken), name)


if __name__ == "__main__":
    sys.exit(main())
