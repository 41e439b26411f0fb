"""Reads from the shape of the contract what each operation does to which kind of object.

    GET    /coupons               lists coupons: the response has an array of them
    POST   /coupons               creates one: the response is a coupon
    GET    /coupons/{id}          returns one
    PUT    /coupons/{id}          updates one; so does PATCH
    DELETE /coupons/{id}          deletes one
    POST   /coupons/{id}/expire   acts on one, as `x-requires` and `x-effects` say
    GET    /settings              returns the only one, if the path also has PUT or PATCH

A kind of object belongs to another one if its path does: `/customers/{id}/notes`. A field refers to an object of a kind if
it has the schema of the ID of that kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from azotte_sandbox.contract.bodies import is_json
from azotte_sandbox.contract.effects import Does, Effect, Filter, Parent, Resource, Unique
from azotte_sandbox.contract.identifiers import IdForm
from azotte_sandbox.contract.paging import Paging, read_paging
from azotte_sandbox.contract.samples import Samples
from azotte_sandbox.contract.shapes import Shapes
from azotte_sandbox.contract.validation import Schemas
from azotte_sandbox.json_values import Json, fields_of, is_object

_WRITES = ("put", "patch")
_BESIDES = frozenset({"object", "type", "meta", "links", "request_id"})
"""Fields beside the object in a response."""


class Effects:
    """Reads the kinds of objects, and what each operation does.

    Args:
        document: The bundled OpenAPI document.
        schemas: Resolves schemas.
        samples: Makes examples.
        resolve: Resolves references.
    """

    def __init__(
        self, document: Json, schemas: Schemas, samples: Samples, resolve: Callable[[Json], Json]
    ) -> None:
        self._schemas = schemas
        self._samples = samples
        self._resolve = resolve
        self._shapes = Shapes(schemas, samples)
        self._items: dict[str, Json] = {
            path: resolve(item) for path, item in document["paths"].items()
        }
        self.resources: dict[str, Resource] = {}
        """The kinds of objects by the names of their schemas."""
        self._places: dict[str, Resource] = {}
        """The kind of object of each path, without the parameter at its end."""
        for place in dict.fromkeys(map(_place, self._items)):
            self._read_place(place)
        self._connect()
        self.by_operation = {
            (method, path): self._effect(method, path, item[method])
            for path, item in self._items.items()
            for method in item
            if isinstance(item[method], dict) and "responses" in item[method]
        }

    # ---------------------------------------------------------------- kinds of objects

    def _read_place(self, place: str) -> None:
        collection = self._items.get(place, {})
        items = [path for path in self._items if path != place and _place(path) == place]
        item: Json = self._items[items[0]] if items else {}
        listed = self._list(collection)
        schema = (
            self._object(self._success(item.get("get")))
            or (listed.item if listed else None)
            or self._object(self._success(item.get("put")))
            or self._object(self._success(item.get("patch")))
        )
        singleton = False
        if schema is None and not items:
            singleton = any(method in collection for method in _WRITES)
            if singleton:
                schema = self._success(collection.get("get")) or self._body(collection)
        if schema is None:
            schema = self._object(self._created(collection))
        if schema is None or not place:
            return
        parameter = _last_name(items[0]) if items else None
        # The schema of a kind is that of one object: of an alternative, the one that is not null.
        name = self._name(schema, place)
        if name not in self.resources:
            cursor = listed.cursor[-1] if listed and listed.cursor else None
            self.resources[name] = self._resource(name, schema, parameter, cursor, singleton, item)
        self._places[place] = self.resources[name]

    def _resource(
        self,
        name: str,
        schema: Json,
        parameter: str | None,
        cursor: str | None,
        singleton: bool,
        item: Json,
    ) -> Resource:
        properties = self._schemas.properties(schema)
        names = (parameter, cursor, "id")
        id_field = None if singleton else next((n for n in names if n in properties), None)
        id_schema: Json = properties.get(id_field or "", {})
        if id_field is None and parameter is not None:
            id_schema = self._parameter_schema(item, parameter)
        full = self._schemas.resolve(schema)
        kind = self._schemas.resolve(properties.get("object", {})).get("const")
        sample = fields_of(self._samples.of(schema))
        return Resource(
            name=name,
            kind=str(kind or _words(name)),
            schema=schema,
            properties=properties,
            shape=self._shapes.of(schema),
            required=self._schemas.required(schema),
            id_field=id_field,
            id_schema=_reference(id_schema),
            id_form=IdForm(
                id_schema, self._schemas, self._samples.of(id_schema) if id_schema else None
            ),
            singleton=singleton,
            unique=tuple(
                Unique(
                    mark["field"],
                    mark.get("ignore_case", False),
                    self._other(properties[mark["field"]], sample.get(mark["field"])),
                )
                for mark in full.get("x-unique", ())
            ),
            sample=self._samples.of(schema),
        )

    def _other(self, schema: Json, value: Any) -> Any:
        """Return another value of a schema, similar to a value."""
        is_valid = self._schemas.of(schema).is_valid
        if not isinstance(value, str):
            return value + 1 if isinstance(value, int) and is_valid(value + 1) else None
        ends = ("-example", "_example", "EXAMPLE", "example", "2", "X", "x")
        similar = [value.replace("@", "+example@", 1), *(value + end for end in ends)]
        shorter = [value[:-1] + end for end in ("2", "3", "X", "x")]
        return next((v for v in (*similar, *shorter) if v != value and is_valid(v)), value)

    def _parameter_schema(self, item: Json, name: str) -> Json:
        """Return the schema of a parameter of a path."""
        operations = [node for node in item.values() if is_object(node)]
        shared: list[Json] = item.get("parameters", [])
        nodes = [*shared, *(p for each in operations for p in each.get("parameters", []))]
        for node in map(self._resolve, nodes):
            if node["name"] == name:
                schema: Json = node.get("schema", {})
                return schema
        return {}

    def _connect(self) -> None:
        """Find the fields that refer to objects."""
        by_id = {r.id_schema: r.name for r in self.resources.values() if r.id_schema is not None}
        for resource in self.resources.values():
            for name, schema in resource.properties.items():
                target = next((by_id[r] for r in self._references(schema) if r in by_id), None)
                if target is not None and name != resource.id_field:
                    resource.references[name] = target
            for unique in resource.unique:
                resource.index(unique.field, ignore_case=unique.ignore_case)

    def _updates(self, operation: Json, resource: Resource) -> Iterator[tuple[Resource, str, Json]]:
        """Yield what becomes of objects that refer to one, and index the field by which they are found."""
        for rule in operation.get("x-effects", ()):
            for name, then in rule.get("updates", {}).items():
                dependent = self.resources[name]
                field = next(f for f, kind in dependent.references.items() if kind == resource.name)
                dependent.index(field)
                yield dependent, field, then

    def _references(self, schema: Json) -> Iterator[str]:
        """Yield the names of the schemas that a field, its items or its alternatives have."""
        if (name := _reference(schema)) is not None:
            yield name
        for branch in (
            *schema.get("oneOf", ()),
            *schema.get("anyOf", ()),
            *schema.get("allOf", ()),
        ):
            yield from self._references(branch)
        if "items" in schema:
            yield from self._references(schema["items"])

    # ---------------------------------------------------------------- operations

    def _effect(self, method: str, path: str, operation: Json) -> Effect:
        resource = self._places.get(_place(path))
        names = re.findall(r"\{([^}]*)\}", path)
        is_item = path.endswith("}")
        marks = {key: value for key, value in operation.items() if key.startswith("x-")}
        if resource is not None:
            does = self._does(method, operation, resource, is_item=is_item)
            own = names[-1] if is_item and names else None
            return self._built(does, resource, path, operation, own, marks)
        owner, _, action = path.rpartition("/")
        resource = self._places.get(_place(owner)) if owner.endswith("}") else None
        if resource is not None and method != "get" and action and self._acts(operation, resource):
            return self._built(Does.ACT, resource, owner, operation, names[-1], marks)
        return Effect(Does.UNKNOWN, marks=marks)

    def _does(self, method: str, operation: Json, resource: Resource, *, is_item: bool) -> Does:
        is_one = is_item or resource.singleton
        match method:
            case "get" if is_one:
                return Does.GET
            case "get" if self._paging(operation) is not None:
                return Does.LIST
            case "post" if not is_one and self._creates(operation, resource):
                return Does.CREATE
            case "put" | "patch" if is_one:
                return Does.UPDATE
            case "delete" if is_one:
                return Does.DELETE
            case _:
                return Does.UNKNOWN

    def _creates(self, operation: Json, resource: Resource) -> bool:
        is_created = str(HTTPStatus.CREATED.value) in operation["responses"]
        return is_created or self._success_name(operation) in (resource.name, None)

    def _acts(self, operation: Json, resource: Resource) -> bool:
        """Return whether the contract says what an action does to its object."""
        if any(mark in operation for mark in ("x-requires", "x-effects")):
            return True
        sent = self._schemas.properties(self._body({"post": operation}) or {})
        return bool(sent.keys() & resource.properties.keys()) and (
            self._success_name(operation) == resource.name
        )

    def _built(
        self,
        does: Does,
        resource: Resource,
        path: str,
        operation: Json,
        own: str | None,
        marks: Json,
    ) -> Effect:
        if does is Does.UNKNOWN:
            return Effect(does, marks=marks)
        parents = tuple(self._parents(path, own))
        field = None
        if parents:
            last = parents[-1].resource
            fields = [name for name, target in resource.references.items() if target == last]
            field = next((n for n in fields if n in resource.required), None)
            if field is not None:
                resource.index(field)
        nodes = [self._resolve(p) for p in operation.get("parameters", [])]
        if field is None and parents and does in (Does.CREATE, Does.LIST):
            resource.owners = tuple(parent.resource for parent in parents)
        filters = {
            node["name"]: Filter(
                node["x-filter"]["field"],
                node["x-filter"].get("operator", "eq"),
                node["x-filter"].get("ignore_case", False),
            )
            for node in nodes
            if "x-filter" in node
        }
        for wanted in filters.values():
            resource.index(wanted.field, ignore_case=wanted.ignore_case)
        expand = next((n["name"] for n in nodes if n["name"] in ("expand", "expand[]")), None)
        embedded = self._embedded(resource) if expand is not None else {}
        for target, referring in embedded.values():
            target.index(referring)
        success = self._success(operation)
        is_object = success is None or success == resource.schema
        is_object = is_object or _reference(success or {}) == resource.name
        sent = self._body({"post": operation}) or {}
        envelope = self._envelope(sent, resource)
        if envelope is not None:
            sent = self._schemas.properties(sent)[envelope]
        return Effect(
            does,
            resource,
            own,
            parents,
            field,
            self._paging(operation) if does is Does.LIST else None,
            filters,
            tuple(self._updates(operation, resource)),
            expand,
            embedded,
            creates=str(HTTPStatus.CREATED.value) in operation["responses"],
            response=None if is_object or does is Does.LIST else self._shapes.of(success or {}),
            defaults={
                name: full["default"]
                for name, schema in self._schemas.properties(sent).items()
                if "default" in (full := self._schemas.resolve(schema))
            },
            envelope=envelope,
            marks=marks,
        )

    def _embedded(self, resource: Resource) -> dict[str, tuple[Resource, str]]:
        """Return the fields that hold a page of objects which refer to this one, with their kind and that reference."""
        found: dict[str, tuple[Resource, str]] = {}
        for name, schema in resource.properties.items():
            page = read_paging({}, schema, (), self._schemas, None)
            target = self.resources.get(_reference(page.item) or "") if page else None
            for field, kind in target.references.items() if target else ():
                if target is not None and kind == resource.name:
                    found[name] = target, field
        return found

    def _parents(self, path: str, own: str | None) -> Iterator[Parent]:
        for found in re.finditer(r"\{([^}]*)\}", path):
            if found[1] == own:
                continue
            parent = self._places.get(_place(path[: found.end()]))
            yield Parent(found[1], parent.name if parent is not None else "")

    # ---------------------------------------------------------------- bodies

    def _list(self, collection: Json) -> Paging | None:
        return self._paging(collection["get"]) if "get" in collection else None

    def _paging(self, operation: Json) -> Paging | None:
        schema = self._success(operation)
        if schema is None:
            return None
        mark = operation.get("x-pagination", {})
        nodes = [self._resolve(p) for p in operation.get("parameters", [])]
        names = {node["name"] for node in nodes if node["in"] == "query"}
        full = self._schemas.resolve(schema)
        is_array = self._schemas.types_of(full) == frozenset({"array"})
        is_list = (
            self._schemas.resolve(self._schemas.properties(full).get("object", {})).get("const")
            == "list"
        )
        if not mark and not is_array and not is_list:
            return None
        return read_paging(mark, schema, names, self._schemas, self._samples.of(schema))

    def _success(self, operation: Json | None) -> Json | None:
        """Return the schema of the JSON body of an operation's success."""
        if operation is None:
            return None
        for status in sorted(operation["responses"]):
            if status.startswith("2"):
                schema = _json(self._resolve(operation["responses"][status]))
                if schema is not None:
                    return schema
        return None

    def _success_name(self, operation: Json) -> str | None:
        schema = self._object(self._success(operation))
        return None if schema is None else self._name(schema, "")

    def _object(self, schema: Json | None) -> Json | None:
        """Return the schema of the object in a response, which can be in a field: `{"coupon": {"id": …}}`."""
        properties = self._schemas.properties(schema or {})
        inner = [field for name, field in properties.items() if name not in _BESIDES]
        if len(inner) != 1 or _reference(inner[0]) is None:
            return schema
        return inner[0] if "id" in self._schemas.properties(inner[0]) else schema

    def _envelope(self, sent: Json, resource: Resource) -> str | None:
        """Return the only field of a body, if it has the fields of the object."""
        names = list(self._schemas.properties(sent))
        if len(names) != 1 or names[0] in resource.properties:
            return None
        inner = self._schemas.properties(self._schemas.properties(sent)[names[0]])
        return names[0] if inner.keys() & resource.properties.keys() else None

    def _created(self, collection: Json) -> Json | None:
        """Return the schema of the objects that a path creates."""
        operation = collection.get("post")
        if operation is None or str(HTTPStatus.CREATED.value) not in operation["responses"]:
            return None
        schema = self._success(operation)
        inner = self._object(schema)
        return schema if inner is not None and "id" in self._schemas.properties(inner) else None

    def _body(self, collection: Json) -> Json | None:
        for method in (*_WRITES, "post"):
            if method in collection and "requestBody" in collection[method]:
                return _json(self._resolve(collection[method]["requestBody"]))
        return None

    def _name(self, schema: Json, place: str) -> str:
        """Return the name of a schema; a schema without one is named for its place."""
        reference = _reference(schema)
        if reference is None and len(schema.get("allOf", ())) == 1:
            reference = _reference(schema["allOf"][0])
        return reference or place


def _place(path: str) -> str:
    """Return a path without the parameter at its end."""
    return path.rpartition("/")[0] if path.endswith("}") else path


def _last_name(path: str) -> str:
    return path.rpartition("{")[2].rstrip("}")


def _reference(schema: Json) -> str | None:
    reference: str | None = schema.get("$ref")
    return None if reference is None else reference.rpartition("/")[2]


def _words(name: str) -> str:
    """Return a name of a schema, or a path, in words: `LineItem` is `line item`."""
    last = name.rstrip("/").rpartition("/")[2].replace("-", " ").replace("_", " ")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", last).lower()


def _json(node: Json) -> Json | None:
    for media_type, content in node.get("content", {}).items():
        if is_json(media_type):
            schema: Json = content.get("schema", {})
            return schema
    return None
