"""Writes the three model packages, which have the same classes.

`azotte.models` has msgspec structs, which the client returns, `azotte.models.pydantic` pydantic models, and `azotte.models.typeddicts`
typed dictionaries. A type that is not an object is an alias, and a union that contains more than scalars is a `Choice`.
"""

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from codegen import banner
from codegen.model.names import PYTHON, Scope
from codegen.model.operations import Api
from codegen.model.texts import python_string
from codegen.model.types import Array, Field, Map, Nullable, Object, Ref, Type, Union, references
from codegen.python.annotations import join, plain, split
from codegen.python.docstrings import docstring, field_docstring, with_deprecation
from codegen.python.fields import ANNOTATIONS, MSGSPEC, PYDANTIC, attributes, class_fields
from codegen.python.views import Declaration, View, Views, is_scalar_union
from codegen.render import Renderer

_TEMPLATES = "templates/models"


@dataclass(frozen=True)
class _Package:
    """A model package.

    Attributes:
        file: Name of the file.
        template: Name of the template.
        reserved: Names that a field cannot have.
    """

    file: str
    template: str
    reserved: frozenset[str]


_PACKAGES = (
    _Package("__init__.py", "msgspec.py", MSGSPEC),
    _Package("pydantic.py", "pydantic.py", PYDANTIC),
    _Package("typeddicts.py", "typeddicts.py", ANNOTATIONS),
)


@dataclass(frozen=True)
class Attribute:
    """A field of a class."""

    name: str
    wire: str
    annotation: str
    required: bool
    doc: str


@dataclass(frozen=True)
class Class:
    """An object. `tag` is the discriminator of a class of unknown variants, or None."""

    name: str
    doc: str
    fields: tuple[Attribute, ...]
    tag: str | None = None
    kind: str = "class"

    @property
    def has_plain_names(self) -> bool:
        """Whether all names in JSON can be names of a class body."""
        return all(
            one.wire.isidentifier()
            and not keyword.iskeyword(one.wire)
            and not one.wire.startswith("__")
            and one.wire not in ANNOTATIONS | {"NotRequired"}
            for one in self.fields
        )


@dataclass(frozen=True)
class Alias:
    """Another name of a type."""

    name: str
    doc: str
    annotation: str
    kind: str = "alias"


@dataclass(frozen=True)
class Choice:
    """A union whose variants the package has to distinguish.

    Attributes:
        branches: Types of the variants.
        annotation: The union as a type checker sees it.
        tag: Discriminator, or None.
        tags: Branch of each value of the discriminator.
        unknown: Class of unknown variants, or None.
    """

    name: str
    doc: str
    branches: tuple[str, ...]
    annotation: str
    tag: str | None
    tags: tuple[tuple[str, str], ...]
    unknown: str | None
    kind: str = "choice"

    @property
    def is_recursive(self) -> bool:
        """Whether a variant refers to the union without an object between."""
        return '"' in self.annotation

    @property
    def has_operands(self) -> bool:
        """Whether the annotation is written with `Union`."""
        return self.annotation.startswith("Union[")


Part: TypeAlias = Class | Alias | Choice


def write_models(api: Api, views: Views, destination: Path, templates: Path) -> None:
    """Write the model modules.

    Args:
        api: The contract.
        views: Names of the types.
        destination: Folder of `azotte.models`.
        templates: Folder of the templates.
    """
    destination.mkdir(parents=True, exist_ok=True)
    renderer = Renderer(
        templates,
        doc=docstring,
        field_docstring=field_docstring,
        or_none=_or_none,
        string=python_string,
    )
    for package in _PACKAGES:
        target = destination / package.file
        parts = [*_Emitter(api, views, package).parts()]
        first = banner.generated(target, "openapi/", f"{_TEMPLATES}/{package.template}.jinja")
        has_operands = any(isinstance(one, Choice) and one.has_operands for one in parts)
        text = renderer.render(
            package.template, info=api.info, parts=parts, has_operands=has_operands
        )
        target.write_text(first + text, encoding="utf-8")


class _Emitter:
    def __init__(self, api: Api, views: Views, package: _Package) -> None:
        self._api = api
        self._views = views
        self._package = package
        self._done: set[str] = set()
        self._open: set[str] = set()
        self._by_name = {one.name: one for one in views.declarations}

    def parts(self) -> Iterator[Part]:
        """Yield the declarations, each alias after those that it refers to."""
        for declaration in self._views.declarations:
            yield from self._declare(declaration)

    def _declare(self, declaration: Declaration) -> Iterator[Part]:
        if declaration.name in self._done:
            return
        self._done.add(declaration.name)
        if not isinstance(declaration.named.type, Object):
            self._open.add(declaration.name)
            for name in sorted(self._references(declaration.named.type)):
                yield from self._declare(self._by_name[self._views.name(name, declaration.view)])
        yield from self._parts(declaration)
        self._open.discard(declaration.name)

    def _references(self, type: Type) -> set[str]:
        """Return the declared types that an alias needs, also through names that are not declared."""
        found: set[str] = set()
        for name in references(type):
            inline = self._views.inline(name)
            found |= {name} if inline is None else self._references(inline)
        return found

    def _parts(self, declaration: Declaration) -> Iterator[Part]:
        named, view = declaration.named, declaration.view
        doc = with_deprecation(named.description, named.deprecation)
        match named.type:
            case Object() as found:
                yield Class(
                    declaration.name, doc, self._attributes(class_fields(found, view), view)
                )
            case Union() as union if not is_scalar_union(self._api, union):
                if declaration.unknown:
                    yield self._unknown(declaration, union)
                yield self._choice(declaration, union, doc)
            case type:
                yield Alias(declaration.name, doc, self._annotation(type, view, declaration.name))

    def _attributes(self, fields: list[Field], view: View) -> tuple[Attribute, ...]:
        names = attributes(fields, self._package.reserved)
        return tuple(
            Attribute(
                name,
                one.name,
                self._annotation(one.type, view),
                one.required,
                with_deprecation(self._field_description(one), one.deprecation),
            )
            for name, one in zip(names, fields, strict=True)
        )

    def _field_description(self, field: Field) -> str:
        """Return the description of a field, unless its type is declared with the same one."""
        match field.type:
            case Ref(name=name) | Nullable(type=Ref(name=name)) if self._views.inline(name) is None:
                named = self._api.types[name]
                return "" if field.description == named.description else field.description
            case _:
                return field.description

    def _choice(self, declaration: Declaration, union: Union, doc: str) -> Choice:
        branches = [self._annotation(one.type, declaration.view) for one in union.variants]
        annotation = join([*branches, *([declaration.unknown] if declaration.unknown else [])])
        return Choice(
            declaration.name,
            doc,
            tuple(dict.fromkeys(branches)),
            self._quoted(annotation),
            union.discriminator,
            tuple(
                (tag, branch)
                for one, branch in zip(union.variants, branches, strict=True)
                for tag in one.tags
            ),
            declaration.unknown,
        )

    def _quoted(self, annotation: str) -> str:
        """Return an annotation with quotes around names that this or a surrounding alias declares, which are not there yet."""
        if not self._open or not re.search(_names(self._open), annotation):
            return annotation
        quoted = [re.sub(_names(self._open), r'"\g<0>"', part) for part in split(annotation)]
        # `|` takes no text.
        is_operand = any(part.startswith('"') for part in quoted)
        return f"Union[{', '.join(quoted)}]" if is_operand else " | ".join(quoted)

    def _unknown(self, declaration: Declaration, union: Union) -> Class:
        """Return the class of a variant that this version does not know.

        It has the discriminator, and that of the events what all of them require: the contract says so of later ones too.
        """
        assert declaration.unknown is not None
        variants = [self._api.object_of(one.type) for one in union.variants]
        objects = [one for one in variants if one is not None]
        shared: list[Attribute] = []
        is_event = declaration.named.name == self._api.event_union
        for one in objects[0].fields if is_event and len(objects) == len(variants) else ():
            same = [other for each in objects for other in each.fields if other.name == one.name]
            if len(same) == len(objects) and all(other.required for other in same):
                annotation = self._annotation(one.type, declaration.view)
                if one.name == union.discriminator:
                    annotation = "str"
                elif any(other.type != one.type for other in same):
                    are_objects = all(self._api.object_of(other.type) for other in same)
                    annotation = "dict[str, Any]" if are_objects else "Any"
                shared.append(Attribute("", one.name, annotation, True, ""))
        if union.discriminator not in [one.wire for one in shared]:
            shared.insert(0, Attribute("", union.discriminator or "", "str", True, ""))
        scope = Scope(PYTHON, "snake", self._package.reserved)
        names = scope.names([one.wire for one in shared])
        fields = [
            Attribute(name, one.wire, one.annotation, True, "")
            for name, one in zip(names, shared, strict=True)
        ]
        title = self._title(declaration.name)
        return Class(
            declaration.unknown,
            f"{title} of a type that this version does not know.",
            tuple(fields),
            tag=union.discriminator,
        )

    @staticmethod
    def _title(name: str) -> str:
        words = "".join(f" {one.lower()}" if one.isupper() else one for one in name).strip()
        return f"{'An' if words[0] in 'aeiou' else 'A'} {words}"

    def _annotation(self, type: Type, view: View, alias: str = "") -> str:
        """Return the type of a field or alias.

        Args:
            type: The type.
            view: Whether it is sent or received.
            alias: The alias that is declared. It cannot refer to itself.
        """
        match type:
            case Ref(name=name):
                inline = self._views.inline(name)
                if inline is not None:
                    return self._annotation(inline, view, alias)
                declared = self._views.name(name, view)
                return "Any" if alias and self._leads_to(declared, alias, view) else declared
            case Array(items=items):
                return f"list[{self._annotation(items, view, alias)}]"
            case Map(values=values):
                return f"dict[str, {self._annotation(values, view, alias)}]"
            case Nullable(type=inner):
                return join([self._annotation(inner, view, alias), "None"])
            case Union(variants=variants):
                return join([self._annotation(one.type, view, alias) for one in variants])
            case _:
                return plain(type, is_sent=view == "sent")

    def _leads_to(self, start: str, alias: str, view: View) -> bool:
        """Whether a declaration refers to an alias with nothing but aliases between, so that neither can be declared first."""
        seen: set[str] = set()
        left = [start]
        while left:
            name = left.pop()
            if name == alias:
                return True
            declared = self._by_name[name]
            is_lazy = isinstance(declared.named.type, Object) or self._is_choice(declared)
            if name not in seen and not is_lazy:
                seen.add(name)
                names = self._references(declared.named.type)
                left += [self._views.name(one, view) for one in names]
        return False

    def _is_choice(self, declaration: Declaration) -> bool:
        type = declaration.named.type
        return isinstance(type, Union) and not is_scalar_union(self._api, type)


def _names(names: set[str]) -> str:
    return rf"\b(?:{'|'.join(sorted(names))})\b"


def _or_none(annotation: str) -> str:
    return join([annotation, "None"])
