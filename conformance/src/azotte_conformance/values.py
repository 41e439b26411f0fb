"""Values for a schema: at its bounds, awkward but valid, and each breaking exactly one rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from azotte_conformance.contract import Json, Schema, as_object

AWKWARD = (
    "",
    "o'Brien",
    'say "hi"',
    "100 % of it",
    "%s %d %n",
    "back\\slash",
    "{{7*7}}",
    "' OR '1'='1",
    "<b>&amp;</b>",
    "null",
    "true",
    "0",
    "-1",
    "  spaces around  ",
    "Ünïcödé",
    "İstanbul ıI",
    "日本語",
    "عربى \u200f",
    "👩‍👩‍👧 🇬🇧",
    "e\u0301 combining",
    "a\u00a0b",
    "$(id) `id`",
    "../../etc",
    "a,b;c|d",
    "_%_",
)
"""Texts that code forgets to think of."""

AWKWARD_EMAILS = (
    "ada+tag@example.com",
    "a.b-c_d@sub.example.co.uk",
    "o'brien@example.com",
    "Grace.HOPPER@Example.COM",
)


FORMATS = {
    "date": ("2026-02-28", "2028-02-29"),
    "date-time": ("2026-02-28T23:59:59Z", "2028-02-29T00:00:00Z"),
    "uuid": ("123e4567-e89b-42d3-a456-426614174000", "00000000-0000-4000-8000-000000000000"),
    "uri": ("https://example.com/a?b=c", "https://example.com"),
}
"""Texts of formats that no other text has."""


@dataclass(frozen=True)
class Valid:
    """A value that a schema accepts."""

    value: Any
    note: str
    """Why it is worth trying."""


@dataclass(frozen=True)
class Invalid:
    """A value that breaks one rule."""

    value: Any
    keyword: str
    pointer: str
    """Where the rule stands."""
    inside: str = ""
    """The field that breaks it, below the value, as a dotted path."""


def valid(schema: Schema) -> list[Valid]:
    """Values that a schema accepts: its bounds, its alternatives, awkward ones."""
    plain = schema.nonnull
    found = [Valid(None, "null")] if schema.nullable else []
    full = plain.full
    if "const" in full:
        return [*found, Valid(full["const"], "the constant")]
    if "enum" in full:
        return [*found, *(Valid(value, f"the value {value}") for value in full["enum"])]
    for kind in plain.types:
        match kind:
            case "string":
                found += _strings(plain)
            case "integer" | "number":
                found += [
                    Valid(full[bound], bound) for bound in ("minimum", "maximum") if bound in full
                ]
                found.append(Valid(plain.example if plain.example is not None else 1, "an example"))
            case "boolean":
                found += [Valid(True, "true"), Valid(False, "false")]
            case "object":
                found += _objects(plain)
            case "array":
                found += _arrays(plain)
            case _:
                pass
    return _unique([v for v in found if schema.accepts(v.value)])


def _strings(schema: Schema) -> Iterator[Valid]:
    full = schema.full
    if schema.is_code:
        for value in schema.known_values:
            yield Valid(value, "an example")
        return
    # The shortest address that the format allows has no dot in its domain, which many servers require.
    for bound in ("maxLength",) if full.get("format") == "email" else ("minLength", "maxLength"):
        if bound in full:
            value = of_length(schema, full[bound])
            if value is not None:
                yield Valid(value, bound)
    if schema.example is not None:
        yield Valid(schema.example, "an example")
    for value in FORMATS.get(full.get("format", ""), ()):
        yield Valid(value, full["format"])
    for value in AWKWARD_EMAILS if full.get("format") == "email" else AWKWARD:
        yield Valid(value, "awkward text")
    if "format" not in full and "pattern" in full:
        # Characters beyond the Basic Multilingual Plane count once.
        wide = "😀" * full.get("maxLength", 0)
        yield Valid(wide, "maxLength in emoji")


def _objects(schema: Schema) -> Iterator[Valid]:
    yield Valid({}, "no fields")
    if schema.example is not None:
        yield Valid(schema.example, "an example")
    names = schema.full.get("propertyNames")
    if schema.fields or not names:
        return
    value = _map_values(schema)
    most = schema.full.get("maxProperties")
    if value is not None and most:
        yield Valid({f"key_{n}": "v" for n in range(most)}, "maxProperties")
        longest = value.full.get("maxLength", 10)
        yield Valid({f"note_{n}": text for n, text in enumerate(AWKWARD[:most])}, "awkward texts")
        yield Valid({"note": "x" * longest}, "the longest value")
        yield Valid({"note": "é" * longest}, "the longest value, not ASCII")
        yield Valid({"note": ""}, "an empty value")
        yield Valid({"k" * names.get("maxLength", 1): "v"}, "the longest name")
        yield Valid({"a.b-c_D9": "v", "__proto__": "v", "constructor": "v"}, "awkward names")


def _arrays(schema: Schema) -> Iterator[Valid]:
    yield Valid([], "no items")
    if schema.example is not None:
        yield Valid(schema.example, "an example")
    item = _item(schema)
    if item is not None:
        yield Valid([item], "one item")
        for bound in ("minItems", "maxItems"):
            if bound in schema.full:
                yield Valid([item] * schema.full[bound], bound)


def _bad_arrays(schema: Schema) -> list[Any]:
    item, full = _item(schema), schema.full
    if item is None:
        return []
    found = [[item] * (full["maxItems"] + 1)] if "maxItems" in full else []
    return found + ([[item] * (full["minItems"] - 1)] if full.get("minItems") else [])


def _item(schema: Schema) -> Any:
    """An item that an array can have, or None."""
    values = valid(schema.items) if schema.items is not None else []
    return next((one.value for one in values if one.value is not None), None)


def _map_values(schema: Schema) -> Schema | None:
    child = as_object(schema.full.get("additionalProperties"))
    if child is not None:
        return Schema(schema.document, child, f"{schema.home}/additionalProperties")
    return None


def of_length(schema: Schema, length: int) -> str | None:
    """A text of a length that a schema accepts."""
    example = str(schema.example or "")
    short = max(length - len(example), 0)
    at = example.find("@")
    candidates = [
        example[:length] + example[-1:] * short,
        example[:at] + "a" * short + example[at:] if at > 0 else "",
        "a" * (length - 12) + "@example.com",
        "a" * min(length - 12, 64) + "@" + _domain(length - min(length - 12, 64) - 1),
        "a@b" if length == 3 else "",
        "a" * length,
        "A" * length,
        "x" * length,
        "1" * length,
    ]
    return next((c for c in candidates if len(c) == length and schema.accepts(c)), None)


def _domain(length: int) -> str:
    """A host name of a length, in labels of up to 63 characters."""
    if length < 5:
        return ""
    name = ".com"
    while len(name) < length:
        label = min(length - len(name), 60)
        # A label has at least one character, and a dot before the next.
        name = "a" * label + name if len(name) + label >= length else "." + "a" * (label - 1) + name
    return name


def invalid(schema: Schema, *, text: bool = False, example: Any = None) -> list[Invalid]:
    """Values that break exactly one rule of a schema each.

    Args:
        schema: whose rules.
        text: whether the value is part of a query string, where everything is text.
        example: a valid value, if the schema itself has none.
    """
    plain = schema.nonnull
    candidates = _wrong_types(plain, schema, text)
    for kind in plain.types:
        match kind:
            case "string":
                candidates += _bad_strings(plain, example)
            case "integer" | "number":
                candidates += _bad_numbers(plain, text)
            case "object":
                candidates += _bad_objects(plain)
            case "array":
                candidates += _bad_arrays(plain)
            case _:
                pass
    found: list[Invalid] = []
    for value in candidates:
        # Without `null` as a choice the broken rule is the one that was meant.
        broken = (schema if value is None else plain).broken(_read(value, plain) if text else value)
        if len({b.keyword for b in broken}) == 1:
            keyword, pointer = broken[0].keyword, broken[0].pointer
            inside = broken[0].instance.strip("/").replace("/", ".")
            if keyword in ("required", "additionalProperties"):
                inside = ".".join(filter(None, [inside, _named(keyword, value, plain)]))
            if keyword == "propertyNames":
                name = next(iter(as_object(value) or {}))
                names = Schema(plain.document, plain.full["propertyNames"], pointer).broken(name)
                if len(names) != 1:
                    continue
                keyword, inside = names[0].keyword, ".".join(filter(None, [inside, name]))
            if value is None:
                keyword = "type"
            found.append(Invalid(value, keyword, pointer, inside))
    return _first_of_each(found, text)


def _read(value: Any, schema: Schema) -> Any:
    """A value of a query string as its schema has it read."""
    if "integer" in schema.types and isinstance(value, str):
        digits = value.removeprefix("-")
        if digits.isascii() and digits.isdecimal():
            return int(value)
    return value


def _wrong_types(plain: Schema, schema: Schema, text: bool) -> list[Any]:
    if text:
        return []
    values: list[Any] = [5, "5", True, [], {}, 1.5, ["a"]]
    if not schema.nullable:
        values.insert(0, None)
    if "boolean" in plain.types:
        values += ["true", 1, 0]
    return values


def _bad_strings(schema: Schema, given: Any) -> list[Any]:
    full = schema.full
    example = str(schema.example or given or "text")
    found: list[Any] = []
    if "enum" in full:
        return ["no_such_value", example.upper(), f" {example}", ""]
    if full.get("minLength"):
        found.append(of_any_length(full["minLength"] - 1, example))
    if "maxLength" in full:
        longest = of_length(schema, full["maxLength"]) or example
        found += [
            longest + longest[-1:],
            longest.replace("@", "a@", 1),
            "a" * (full["maxLength"] + 1),
        ]
    if "pattern" in full:
        found += [
            example[:-1] + "\n",
            example[:-1] + " ",
            "\u0001" + example[1:],
            example.upper(),
            example.lower(),
            example[:-1] + "é",
            "\u007f" + example[1:],
            example.replace("_", "-", 1),
            "x" + example[1:],
        ]
    if "format" in full:
        found += ["nobody", "no one@example.com", "@example.com", "a@", "a@b@c"]
    return found


def of_any_length(length: int, example: str) -> str:
    return (example * (length // max(len(example), 1) + 1))[:length]


def _bad_numbers(schema: Schema, text: bool) -> list[Any]:
    full = schema.full
    found: list[Any] = []
    if "minimum" in full:
        found += [full["minimum"] - 1, full["minimum"] - 1000]
    if "maximum" in full:
        found += [full["maximum"] + 1, 2**63, 2**64 + 1, 10**25]
    if text:
        return [
            *map(str, found),
            "٣",
            "1_0",
            "1.5",
            "abc",
            "",
            "0x1",
            "--1",
            "NaN",
            "+1",
            " 1",
            "1e1",
        ]
    return [*found, 0.5, "1"]


def _bad_objects(schema: Schema) -> list[Any]:
    full = schema.full
    example: Json = dict(as_object(schema.example) or {})
    found: list[Any] = []
    if full.get("additionalProperties") is False:
        found.append({**example, "no_such_field": "x"})
    for name in schema.required:
        found.append({key: value for key, value in example.items() if key != name})
    for name, field in schema.fields.items():
        bad_values = invalid(field, example=example.get(name))
        found += [{**example, name: bad.value} for bad in bad_values]
    value = _map_values(schema)
    if value is not None:
        found += [{"note": bad.value} for bad in invalid(value)]
        found += [{"note": "x" * (value.full.get("maxLength", 0) + 1)}]
        names = full.get("propertyNames", {})
        found += [{"k" * (names.get("maxLength", 0) + 1): "v"}, {"": "v"}, {"a b": "v"}, {"é": "v"}]
        found += [{"name\n": "v"}]
    if "maxProperties" in full:
        found.append({f"key_{n}": "v" for n in range(full["maxProperties"] + 1)})
    return found


def _named(keyword: str, value: Any, schema: Schema) -> str:
    """The field that is missing, or too many."""
    sent = as_object(value)
    if sent is None:
        return ""
    if keyword == "required":
        return next((name for name in schema.required if name not in sent), "")
    return next((name for name in sent if name not in schema.fields), "")


def _unique(values: list[Valid]) -> list[Valid]:
    found: dict[str, Valid] = {}
    for value in values:
        found.setdefault(repr(value.value), value)
    return list(found.values())


def _first_of_each(values: list[Invalid], text: bool) -> list[Invalid]:
    """Each value once, and a few for each rule."""
    found: dict[str, Invalid] = {}
    count: dict[str, int] = {}
    for value in values:
        if repr(value.value) in found:
            continue
        count[value.pointer] = count.get(value.pointer, 0) + 1
        enough = _ENOUGH_TEXTS if text else _ENOUGH
        if count[value.pointer] <= enough.get(value.keyword, 4):
            found[repr(value.value)] = value
    return list(found.values())


_ENOUGH = {"type": 3, "maxLength": 1, "minLength": 1, "pattern": 9, "minimum": 2, "maximum": 3}
"""How many values are tried for one rule."""
_ENOUGH_TEXTS = _ENOUGH | {"type": 11}
