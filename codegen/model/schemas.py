"""Reads schemas into types."""

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial

from codegen.model.capabilities import (
    ANNOTATIONS,
    DEPTH,
    KEYWORD,
    LIMITS,
    LOOP,
    NOTHING,
    PATTERN_PROPERTIES,
    STRUCTURE,
    TUPLE,
    UNIONS,
)
from codegen.model.keywords import (
    ARRAY_LIMITS,
    NUMBER_LIMITS,
    OBJECT_LIMITS,
    alias_of,
    branch_name,
    component_name,
    default,
    direct_references,
    enum_of_constants,
    equal,
    examples_of,
    has_flag,
    is_null,
    is_structural,
    kinds_of,
    limits_of,
    nullable,
    only_restricts,
    tag_values,
    text_of,
    type_of_values,
    values_of,
    without_nullable,
)
from codegen.model.names import pascal_case
from codegen.model.place import Place, RejectedError, Rejection, follow, target
from codegen.model.types import (
    Array,
    Boolean,
    Deprecation,
    Field,
    Integer,
    Map,
    NamedType,
    Null,
    Nullable,
    Number,
    Object,
    Ref,
    Type,
    Union,
    Unknown,
    Variant,
)

_MAX_DEPTH = 40
_KNOWN = LIMITS | ANNOTATIONS | STRUCTURE


@dataclass
class SchemaReader:
    """Reads the schemas of a document.

    Attributes:
        root: The document.
        types: The named types read so far. `read_components` reads those of `components`; reading an inline object adds one.
        rejections: All rejections so far. A rejected schema is read as `Unknown`.
        rejected: Names of the types that have a rejection.
        alternatives: Rejections of one of several alternatives, which do not reject the operation.
    """

    root: Place
    types: dict[str, NamedType] = field(default_factory=dict[str, NamedType])
    rejections: list[Rejection] = field(default_factory=list[Rejection])
    rejected: set[str] = field(default_factory=set[str])
    alternatives: list[Rejection] = field(default_factory=list[Rejection])
    _names: dict[str, str] = field(default_factory=dict[str, str])  # of inline objects, by _key
    _parts: dict[str, list[Place]] = field(default_factory=dict[str, list[Place]])  # by name
    _required: dict[str, dict[str, Place]] = field(default_factory=dict[str, dict[str, Place]])
    _taken: set[str] = field(default_factory=set[str])
    _read: dict[str, tuple[Type, list[Rejection]]] = field(
        default_factory=dict[str, tuple[Type, list[Rejection]]]
    )  # by pointer of the target
    _active: set[str] = field(default_factory=set[str])
    _depth: int = 0

    def read_components(self, schemas: Place | None) -> None:
        """Read `components.schemas`."""
        with self.collecting():
            components = [] if schemas is None else [*schemas.items()]
            self._taken |= {name for name, _ in components}
            for name, place in components:
                self._name(name, place, partial(self._component, place, name), is_component=True)
            self._reject_loops()

    def read(self, place: Place, hint: str) -> Type:
        """Return the type of a schema.

        Args:
            place: The schema.
            hint: Name from which the name of an inline object is made.
        """
        with self.collecting():
            return self._schema(place, hint)
        return Unknown()

    @contextmanager
    def collecting(self) -> Generator[None]:
        """Collect a rejection instead of raising it."""
        try:
            yield
        except RejectedError as rejected:
            # A part that several operations refer to is rejected once for each.
            self.rejections.append(rejected.rejection)

    def deprecation(self, place: Place) -> Deprecation | None:
        """Return the deprecation of an operation, parameter, header or schema."""
        details = place.get("x-deprecation")
        if not place.flag("deprecated"):
            return None
        if details is None:
            return Deprecation()
        texts = {key: details.text(key) for key in ("since", "sunset", "replacement")}
        return Deprecation(**texts)

    # --- Named types ----------------------------------------------------------------------------------------------------------

    def _name(
        self, name: str, place: Place, read: Callable[[], Type], *, is_component: bool
    ) -> None:
        """Read a named type, and remember whether it is rejected."""
        before = len(self.rejections)
        type: Type = Unknown()
        with self.collecting():
            type = read()
        described = NamedType(name, type, is_component, place.pointer)
        with self.collecting():
            if place.is_object:
                described = replace(
                    described,
                    title=place.text("title"),
                    description=place.text("description").strip(),
                    deprecation=self.deprecation(place),
                    examples=examples_of(place),
                    extensions=place.extensions(),
                )
        self.types[name] = described
        if len(self.rejections) > before:
            self.rejected.add(name)

    def _component(self, place: Place, name: str) -> Type:
        if alias := alias_of(place):
            return self._reference(alias, name)
        if self._is_nullable_3_0(place):
            return nullable(self._schema(without_nullable(place), f"{name}Value"))
        return self._conjunction([place], name, is_component=True)

    def _hoist(
        self, place: Place, parts: list[Place], hint: str, read: Callable[[str], Object]
    ) -> Ref:
        """Give an inline object a name."""
        key = " ".join(part.pointer for part in parts)
        known = self._names.get(key)
        if known is None:
            known = self._free_name(hint)
            self._names[key] = known
            self._parts[known] = parts
            self._name(known, place, partial(read, known), is_component=False)
        return Ref(known)

    def _free_name(self, hint: str) -> str:
        base = pascal_case(hint) or "Value"
        name, number = base, 2
        while name in self._taken:
            name, number = f"{base}{number}", number + 1
        self._taken.add(name)
        return name

    def _reject_loops(self) -> None:
        """Reject named types that contain themselves without an object, an array or a map between."""
        direct = {name: direct_references(named.type) for name, named in self.types.items()}
        done: set[str] = set()
        for start in direct:
            path: list[str] = []
            stack: list[tuple[str, bool]] = [(start, False)]
            while stack:
                name, leaving = stack.pop()
                if leaving:
                    path.pop()
                    done.add(name)
                elif name in path:
                    self._reject_loop(name)
                elif name not in done and name in direct:
                    path.append(name)
                    stack.append((name, True))
                    stack += [(inner, False) for inner in direct[name]]

    def _reject_loop(self, name: str) -> None:
        named = self.types[name]
        if not isinstance(named.type, Unknown):
            place = Place(None, named.pointer)
            self.rejections.append(place.rejection(LOOP, f"the schema {name} contains itself"))
            self.rejected.add(name)
            self.types[name] = replace(named, type=Unknown())

    # --- References -----------------------------------------------------------------------------------------------------------

    def _schema(self, place: Place, hint: str) -> Type:
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                raise place.rejected(DEPTH, f"the schema is {_MAX_DEPTH} levels deep")
            if self._is_nullable_3_0(place):
                return nullable(self._schema(without_nullable(place), hint))
            if alias := alias_of(place):
                return self._reference(alias, hint)
            return self._conjunction([place], hint)
        finally:
            self._depth -= 1

    def _reference(self, place: Place, hint: str) -> Type:
        found = target(self.root, place)
        name = component_name(found.pointer)
        if name is not None:
            return Ref(name)
        # A schema outside `components.schemas`: read where it is, once.
        if found.pointer in self._read:
            type, rejections = self._read[found.pointer]
            self.rejections += rejections
            return type
        if found.pointer in self._active:
            raise place.rejected(LOOP, "the reference leads to a schema around it")
        before = len(self.rejections)
        self._active.add(found.pointer)
        try:
            type = self._schema(found, hint)
        finally:
            self._active.discard(found.pointer)
        # Each user of a rejected schema is rejected too, for the first reason.
        self._read[found.pointer] = (type, self.rejections[before : before + 1])
        return type

    # --- Conjunctions ---------------------------------------------------------------------------------------------------------

    def _conjunction(
        self,
        places: list[Place],
        hint: str,
        first: Place | None = None,
        *,
        is_component: bool = False,
    ) -> Type:
        """Return the type of the values that are valid for all schemas.

        Args:
            places: The schemas. The texts and limits of a later one override those of an earlier one.
            hint: Name of an inline object.
            first: The schema that gives an inline object its texts.
            is_component: Whether an object already has a name.
        """
        first = first or places[0]
        parts = [part for part in self._expand(places) if part.value is not True]
        if not parts:
            return Unknown()
        unions = self._unions(first, parts)
        if len(unions) > 1:
            raise unions[1].rejected(UNIONS, "the schema has several unions")
        if unions:
            return self._union(unions[0], parts, hint)
        return self._without_unions(first, parts, hint, is_component=is_component)

    def _expand(self, places: list[Place]) -> list[Place]:
        """Return the schemas and all that they refer to with `$ref` and `allOf`, each once and before those that refer to it."""
        seen: set[str] = set()
        parts: list[Place] = []
        left = [(place, False) for place in reversed(places)]
        while left:
            place, is_leaving = left.pop()
            if is_leaving:
                parts.append(place)
                continue
            if place.pointer in seen:
                continue
            seen.add(place.pointer)
            left.append((place, True))
            if place.value is True:
                continue
            if place.value is False:
                raise place.rejected(NOTHING, "the schema `false` has no values")
            self._check_keywords(place)
            inner = [target(self.root, place)] if "$ref" in place else []
            inner += place.elements_of("allOf")
            left += [(one, False) for one in reversed(inner)]
        return parts

    def _check_keywords(self, place: Place) -> None:
        for key, inner in place.items():
            if key == "prefixItems":
                raise inner.rejected(TUPLE, "the array has `prefixItems`")
            is_known = (
                key in _KNOWN or key.startswith("x-") or (key == "nullable" and self._is_3_0())
            )
            if not is_known:
                raise inner.rejected(KEYWORD, f"the schema has the keyword {key!r}")

    def _is_3_0(self) -> bool:
        return str(self.root.value.get("openapi", "")).startswith("3.0")

    def _is_nullable_3_0(self, place: Place) -> bool:
        return self._is_3_0() and place.is_object and place.flag("nullable")

    def _unions(self, first: Place, parts: list[Place]) -> list[Place]:
        """Return the unions of a conjunction, without those that only restrict what the other parts allow."""
        pointers = {part.pointer for part in parts}
        found: list[Place] = []
        for part in parts:
            for keyword in ("oneOf", "anyOf"):
                branches = part.elements_of(keyword)
                if not branches or all(only_restricts(branch) for branch in branches):
                    continue
                # A parent lists its children, and each child has the parent in its `allOf`: read as the child.
                inside = {
                    target(self.root, branch).pointer
                    for branch in branches
                    if branch.is_object and "$ref" in branch
                }
                if part.pointer != first.pointer and inside & pointers:
                    continue
                found.append(part[keyword])
        return found

    def _without_unions(
        self, first: Place, parts: list[Place], hint: str, *, is_component: bool
    ) -> Type:
        kinds = kinds_of(first, parts)
        values = values_of(first, parts)
        if values is not None:
            return type_of_values(first, parts, kinds, values)
        if kinds is None:
            return Unknown()
        if kinds == ["object"]:
            return self._object_or_map(first, parts, hint, is_component=is_component)
        hint = f"{hint}Value" if is_component else hint
        types = [self._kind(kind, first, parts, hint) for kind in kinds if kind != "null"]
        if not types:
            return Null()
        type = types[0] if len(types) == 1 else Union(tuple(Variant(one) for one in types))
        return nullable(type) if "null" in kinds else type

    def _kind(self, kind: str, first: Place, parts: list[Place], hint: str) -> Type:
        match kind:
            case "boolean":
                return Boolean()
            case "integer":
                return Integer(limits_of(parts, *NUMBER_LIMITS))
            case "number":
                return Number(limits_of(parts, *NUMBER_LIMITS))
            case "string":
                return text_of(parts)
            case "array":
                items = [part["items"] for part in parts if "items" in part]
                inner = self._all(items, f"{hint}Item") if items else Unknown()
                return Array(inner, limits_of(parts, *ARRAY_LIMITS))
            case _:
                return self._object_or_map(first, parts, hint, is_component=False)

    def _all(self, places: list[Place], hint: str) -> Type:
        """Return the type of schemas that all apply to one value."""
        places = [place for place in places if place.value is not True] or places[:1]
        if all(equal(place.value, places[0].value) for place in places):
            return self._schema(places[0], hint)
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                raise places[0].rejected(DEPTH, f"the schema is {_MAX_DEPTH} levels deep")
            return self._conjunction(places, hint, places[-1])
        finally:
            self._depth -= 1

    # --- Objects --------------------------------------------------------------------------------------------------------------

    def _object_or_map(
        self, first: Place, parts: list[Place], hint: str, *, is_component: bool
    ) -> Type:
        patterns = [pair for part in parts for pair in part.fields_of("patternProperties")]
        extras = [part["additionalProperties"] for part in parts if "additionalProperties" in part]
        properties: dict[str, list[Place]] = {}
        for part in parts:
            for name, place in part.fields_of("properties"):
                properties.setdefault(name, []).append(place)
        closed = any(extra.value is False for extra in extras)
        typed = [extra for extra in extras if not isinstance(extra.value, bool)]
        if patterns:
            if properties or typed or len(patterns) > 1:
                raise patterns[0][1].rejected(
                    PATTERN_PROPERTIES, "the object has fields by a pattern beside others"
                )
            typed, closed = [patterns[0][1]], False
        limits = limits_of(parts, *OBJECT_LIMITS)
        if not properties and not closed:
            values = self._all(typed, f"{hint}Value") if typed else Unknown()
            return Map(values, limits)

        def read(hint: str) -> Object:
            required = {name.string() for part in parts for name in part.elements_of("required")}
            extra: Type | None = Unknown()
            if typed:
                extra = self.read(typed[0], f"{hint}Value")
            elif closed:
                extra = None
            fields = [
                self._field(name, places, name in required, hint)
                for name, places in properties.items()
            ]
            return Object(tuple(one for one in fields if one is not None), extra, limits)

        return read(hint) if is_component else self._hoist(first, parts, hint, read)

    def _field(self, name: str, places: list[Place], required: bool, hint: str) -> Field | None:
        with self.collecting():
            type = self._all(places, f"{hint}_{name}")
            own = places[-1]  # the closest: the schema of a parent is before it
            if not own.is_object:
                return Field(name, type, required)
            place = follow(self.root, own)
            return Field(
                name,
                type,
                required,
                read_only=any(has_flag(self.root, one, "readOnly") for one in places),
                write_only=any(has_flag(self.root, one, "writeOnly") for one in places),
                default=default(place),
                deprecation=self.deprecation(place),
                description=" ".join(place.text("description").split()),
                argument=own.optional_text("x-parameter-name"),
                examples=examples_of(own),
            )
        return Field(name, Unknown(), required)

    # --- Unions ---------------------------------------------------------------------------------------------------------------

    def _union(self, union: Place, parts: list[Place], hint: str) -> Type:
        if union.pointer in self._active:
            raise union.rejected(LOOP, "the union contains itself")
        self._active.add(union.pointer)
        try:
            return self._read_union(union, parts, hint)
        finally:
            self._active.discard(union.pointer)

    def _read_union(self, union: Place, parts: list[Place], hint: str) -> Type:
        keyword = union.pointer.rpartition("/")[2]
        base = [
            Place(
                {
                    key: one
                    for key, one in part.value.items()
                    if key not in (keyword, "$ref", "allOf")
                },
                part.pointer,
            )
            if f"{part.pointer}/{keyword}" == union.pointer
            else part
            for part in parts
        ]
        base = [part for part in base if is_structural(part)]
        owner = next(part for part in parts if f"{part.pointer}/{keyword}" == union.pointer)
        branches = union.elements()
        types: list[Type] = []
        for number, branch in enumerate(branches, start=1):
            name = branch_name(branch) or f"{hint}Variant{number}"
            types.append(
                self._branch(
                    branch, base, owner, name if branch_name(branch) is None else f"{hint}_{name}"
                )
            )
        can_be_null = any(isinstance(type, Null | Nullable) for type in types)
        inner = [type.type if isinstance(type, Nullable) else type for type in types]
        kept: list[tuple[Type, Place]] = [
            (type, branch)
            for type, branch in zip(inner, branches, strict=True)
            if not isinstance(type, Null)
        ]
        if not kept:
            return Null()
        found = self._combine(kept, owner)
        return nullable(found) if can_be_null else found

    def _branch(self, branch: Place, base: list[Place], owner: Place, hint: str) -> Type:
        if not base or is_null(branch):
            return self._schema(branch, hint)
        if alias := alias_of(branch):
            # The branch has the base in its own `allOf`.
            found = target(self.root, alias)
            inside = {part.pointer for part in self._expand([found])}
            own_type = [part for part in base if set(part.value) & STRUCTURE != {"type"}]
            if owner.pointer in inside or not own_type:
                return self._schema(branch, hint)
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                raise branch.rejected(DEPTH, f"the schema is {_MAX_DEPTH} levels deep")
            return self._conjunction([*base, branch], hint, branch)
        finally:
            self._depth -= 1

    def _combine(self, kept: list[tuple[Type, Place]], owner: Place) -> Type:
        unique = [*dict.fromkeys(type for type, _ in kept)]
        if len(unique) == 1 and owner.get("discriminator") is None:
            return unique[0]
        if any(isinstance(type, Unknown) for type in unique):
            return Unknown()
        if enum := enum_of_constants(kept, owner):
            return enum
        flat: list[Variant] = []
        branches: list[Place] = []
        for type, branch in kept:
            if isinstance(type, Union) and type.discriminator is None:
                flat += type.variants
                branches += [branch] * len(type.variants)
            else:
                flat.append(Variant(type))
                branches.append(branch)
        declared = owner.get("discriminator")
        if declared is not None:
            tagged = self._declared(declared, flat)
        else:
            tagged = None if len(flat) > _MAX_DEPTH * 10 else self._inferred(flat)
        if tagged is None:
            variants = tuple(dict.fromkeys(flat))
            return variants[0].type if len(variants) == 1 else Union(variants)
        field_name, variants = tagged
        return variants[0].type if len(variants) == 1 else Union(variants, field_name)

    def _declared(
        self, declared: Place, flat: list[Variant]
    ) -> tuple[str, tuple[Variant, ...]] | None:
        """Return the variants with the tags of the discriminator, or None if they do not tell the variants apart."""
        field_name = declared["propertyName"].string()
        mapped: dict[str, list[str]] = {}
        for tag, name in declared.fields_of("mapping"):
            mapped.setdefault(name.string().rpartition("/")[2], []).append(tag)
        variants: list[Variant] = []
        for variant in dict.fromkeys(flat):
            if not isinstance(variant.type, Ref) or not self._is_object(variant.type.name):
                return None
            tags = mapped.get(variant.type.name) or self._tags(variant.type.name, field_name)
            variants.append(Variant(variant.type, tuple(tags) or (variant.type.name,)))
        tags = [tag for variant in variants for tag in variant.tags]
        if len(set(tags)) != len(tags):
            return None  # the discriminator does not tell the variants apart
        return field_name, tuple(variants)

    def _inferred(self, flat: list[Variant]) -> tuple[str, tuple[Variant, ...]] | None:
        """Return the variants of a union without a discriminator, if a required constant tells them apart."""
        names = [variant.type.name for variant in flat if isinstance(variant.type, Ref)]
        if len(names) != len(flat):
            return None
        for field_name in self._constants(names[0]):
            tags = [tuple(self._tags(name, field_name)) for name in names]
            every = [tag for one in tags for tag in one]
            if all(tags) and len(set(every)) == len(every):
                return field_name, tuple(
                    Variant(variant.type, tag) for variant, tag in zip(flat, tags, strict=True)
                )
        return None

    def _constants(self, name: str) -> list[str]:
        return [key for key, place in self._properties(name).items() if tag_values(place)]

    def _tags(self, name: str, field_name: str) -> list[str]:
        place = self._properties(name).get(field_name)
        return [] if place is None else tag_values(place)

    def _properties(self, name: str) -> dict[str, Place]:
        """Return the required properties of an object that may not have been read yet."""
        if name not in self._required:
            found: dict[str, Place] = {}
            with suppress(RejectedError):
                parts = self._parts_of(name)
                required = {one.value for part in parts for one in part.elements_of("required")}
                for part in parts:
                    for key, schema in part.fields_of("properties"):
                        if key in required:
                            found[key] = follow(self.root, schema)
            self._required[name] = found
        return self._required[name]

    def _is_object(self, name: str) -> bool:
        with suppress(RejectedError):
            parts = self._parts_of(name)
            return any("properties" in part for part in parts) and not any(
                keyword in part for part in parts for keyword in ("oneOf", "anyOf")
            )
        return False

    def _parts_of(self, name: str) -> list[Place]:
        if name not in self._parts:
            component = self.root["components"]["schemas"][name]
            self._parts[name] = [
                part for part in self._expand([component]) if part.value is not True
            ]
        return self._parts[name]
