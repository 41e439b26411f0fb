"""The catalogue: each fault with what a developer did, and the change that does it.

The changes of source are small on purpose, and each is one that a review could miss.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from tests.contract.faults.changes import Answer, Change, Migration, OtherContract, Source, Wire


@dataclass(frozen=True)
class Fault:
    """One fault."""

    name: str
    family: str
    what: str
    changes: tuple[Change, ...]


FAULTS: dict[str, Fault] = {}


def _fault(family: str, name: str, what: str, *changes: Change) -> None:
    assert name not in FAULTS, name
    FAULTS[name] = Fault(name, family, what, changes)


def _wire(family: str, name: str, what: str, change: Any) -> None:
    _fault(family, name, what, Wire(change))


# ------------------------------------------------------------------------------------------------ authorization

_AUTH = "authorization"
_fault(
    _AUTH,
    "publishable-writes",
    "a publishable key is refused on reads only",
    Source(
        "app",
        "if caller.key.type not in operation.key_types:",
        'if caller.key.type not in operation.key_types and operation.method == "GET":',
    ),
)
_fault(
    _AUTH,
    "publishable-reads",
    "a publishable key may read everything, not bundles only",
    Source(
        "app",
        "if caller.key.type not in operation.key_types:",
        'if caller.key.type not in operation.key_types and operation.method != "GET":',
    ),
)
_fault(
    _AUTH,
    "one-operation-open-to-publishable",
    "one operation was marked for publishable keys by mistake",
    OtherContract("/paths/~1payments/get/x-key-types", ["publishable", "secret"]),
)
_fault(
    _AUTH,
    "secret-refused-on-public",
    "operations for publishable keys refuse secret ones",
    OtherContract("/paths/~1bundles/get/x-key-types", ["publishable"]),
)
_fault(
    _AUTH,
    "key-prefix-compare",
    "a key is cut to its usual length before it is looked up",
    Source(
        "auth", "hashed = digest(key)", "hashed = digest(key[: 46 if b'_live_' in key else 45])"
    ),
)
_fault(
    _AUTH,
    "tenant-not-checked",
    "the tenant header is read, but not compared with the key's",
    Source("auth", "and hmac.compare_digest(stored.tenant.encode(), tenant)", "and tenant"),
)
_fault(
    _AUTH,
    "tenant-optional",
    "the tenant header is compared only if it is sent",
    Source(
        "auth",
        "if 0 < len(key) <= LONGEST_KEY and tenant:",
        "tenant_sent = tenant\n        if 0 < len(key) <= LONGEST_KEY:",
    ),
    Source(
        "auth",
        "and hmac.compare_digest(stored.tenant.encode(), tenant)",
        "and (not tenant_sent or hmac.compare_digest(stored.tenant.encode(), tenant))",
    ),
)
_fault(
    _AUTH,
    "tenant-any-case",
    "tenants are compared without regard to case",
    Source(
        "auth", "stored.tenant.encode(), tenant)", "stored.tenant.lower().encode(), tenant.lower())"
    ),
)
_fault(
    _AUTH,
    "revoked-key-works",
    "revoked keys are still good",
    Source(
        "auth",
        "and stored.is_good(now)",
        "and (stored.is_good(now) or stored.revoked_at is not None)",
    ),
)
_fault(
    _AUTH,
    "expired-key-works",
    "nobody looks when a key expires",
    Source("auth", "and stored.is_good(now)", "and stored.revoked_at is None"),
)
_fault(
    _AUTH,
    "revoked-key-told",
    "a revoked key has a message of its own",
    Source(
        "auth",
        "                stored, offset = found\n",
        "                stored, offset = found\n"
        "                if stored.revoked_at is not None:\n"
        '                    raise ApiError("authentication_failed", "This API key was revoked")\n',
    ),
)
_fault(
    _AUTH,
    "tenant-mismatch-told",
    "the wrong tenant for a good key is told apart",
    Source(
        "auth",
        "                stored, offset = found\n",
        "                stored, offset = found\n"
        "                if stored.tenant.encode() != tenant:\n"
        '                    raise ApiError("insufficient_permissions", "This key is of another tenant",'
        ' {"required_permissions": ["secret"]})\n',
    ),
)
_fault(
    _AUTH,
    "bearer-accepted",
    "a key in Authorization: Bearer is taken as well",
    Source(
        "auth",
        'key = headers.get(self._key_header, b"")',
        'key = headers.get(self._key_header) or headers.get(b"authorization", b"").removeprefix(b"Bearer ")',
    ),
)
_fault(
    _AUTH,
    "key-in-query",
    "a key in the query string is taken as well",
    Source(
        "app",
        "        caller = await self._authenticate(exchange)\n",
        '        name, _, value = scope["query_string"].partition(b"=")\n'
        '        if name == b"x-api-key":\n'
        '            exchange.headers[b"x-api-key"] = value\n'
        '            scope["query_string"] = b""\n'
        "        caller = await self._authenticate(exchange)\n",
    ),
)
_fault(
    _AUTH,
    "repeated-key-header",
    "of two key headers the last one counts",
    Source("protocol", '        b"x-api-key",\n', ""),
)
_fault(
    _AUTH,
    "missing-key-is-400",
    "a request without a key is a bad request",
    Source(
        "auth",
        "        if 0 < len(key) <= LONGEST_KEY and tenant:",
        '        if not key:\n            raise ApiError("malformed_request", "Send x-api-key")\n'
        "        if 0 < len(key) <= LONGEST_KEY and tenant:",
    ),
)
_fault(
    _AUTH,
    "non-ascii-key-fails",
    "the key is decoded as ASCII",
    Source(
        "auth",
        'tenant = headers.get(self._tenant_header, b"")',
        'tenant = headers.get(self._tenant_header, b"")\n        key = key.decode("ascii").encode()',
    ),
)
_fault(
    _AUTH,
    "permissions-not-named",
    "the refusal does not say which type of key is needed",
    Source("app", '                {"required_permissions": list(operation.key_types)},\n', ""),
)
_fault(
    _AUTH,
    "validation-before-key",
    "parameters are checked before the key is",
    Source(
        "app",
        "        caller = await self._authenticate(exchange)\n",
        "        if operation is not None:\n"
        '            operation.query.read(scope["query_string"])\n'
        "        caller = await self._authenticate(exchange)\n",
    ),
)
_fault(
    _AUTH,
    "not-found-before-key",
    "whether the object exists is seen without a key",
    Source(
        "app",
        "        caller = await self._authenticate(exchange)\n",
        '        if parameters.get("id") and not exchange.headers.get(b"x-api-key"):\n'
        "            async def there(db):\n"
        '                tables = ("customer", "subscription", "payment", "bundle")\n'
        '                return [await db.fetch_one(f"SELECT 1 FROM {t} WHERE id = $1", parameters["id"])\n'
        "                        for t in tables]\n"
        "            if not any(await self._store.read(None, there)):\n"
        "                raise errors.missing()\n"
        "        caller = await self._authenticate(exchange)\n",
    ),
)
_wire(
    _AUTH,
    "forbidden-is-404",
    "a key of the wrong type gets a 404, to hide the operation",
    lambda a: _turn(a, 403, 404, "resource_missing", "not_found_error"),
)

# ---------------------------------------------------------------------------------------------------- isolation

_ISO = "isolation"
_GET = '" WHERE tenant = $1 AND environment = $2 AND id = $3 AND hidden = 0",'
_CHANGE = '" WHERE tenant = $1 AND environment = $2 AND id = $3 AND hidden = 0 /* FOR UPDATE */",'
_fault(
    _ISO,
    "get-any-tenant",
    "reading one object does not ask for the tenant",
    Source(
        "store.objects", _GET, '" WHERE $1 = $1 AND environment = $2 AND id = $3 AND hidden = 0",'
    ),
)
_fault(
    _ISO,
    "get-any-environment",
    "reading one object does not ask for the environment",
    Source("store.objects", _GET, '" WHERE tenant = $1 AND $2 = $2 AND id = $3 AND hidden = 0",'),
)
_fault(
    _ISO,
    "change-any-tenant",
    "changing an object does not ask for the tenant",
    Source(
        "store.objects",
        _CHANGE,
        '" WHERE $1 = $1 AND environment = $2 AND id = $3 AND hidden = 0 /* FOR UPDATE */",',
    ),
)
_fault(
    _ISO,
    "change-any-environment",
    "changing an object does not ask for the environment",
    Source(
        "store.objects",
        _CHANGE,
        '" WHERE tenant = $1 AND $2 = $2 AND id = $3 AND hidden = 0 /* FOR UPDATE */",',
    ),
)
_fault(
    _ISO,
    "list-any-tenant",
    "lists do not ask for the tenant",
    Source(
        "store.objects",
        'conditions = ["tenant = $1", "environment = $2", "hidden = 0"]',
        'conditions = ["$1 = $1", "environment = $2", "hidden = 0"]',
    ),
)
_fault(
    _ISO,
    "list-any-environment",
    "lists do not ask for the environment",
    Source(
        "store.objects",
        'conditions = ["tenant = $1", "environment = $2", "hidden = 0"]',
        'conditions = ["tenant = $1", "$2 = $2", "hidden = 0"]',
    ),
)
_fault(
    _ISO,
    "cursor-any-tenant",
    "a cursor may be another tenant's object",
    Source(
        "store.objects",
        '                f" WHERE tenant = $1 AND environment = $2 AND id = ${n})"',
        '                f" WHERE $1 = $1 AND environment = $2 AND id = ${n})"',
    ),
)
_fault(
    _ISO,
    "cursor-check-any-tenant",
    "that a cursor exists is asked of all tenants",
    Source(
        "store.objects",
        '                    " WHERE tenant = $1 AND environment = $2 AND id = $3",\n                    *world,\n                    query[cursor],',
        '                    " WHERE $1 = $1 AND $2 = $2 AND id = $3",\n                    *world,\n                    query[cursor],',
    ),
)
_fault(
    _ISO,
    "email-unique-everywhere",
    "the unique index on emails forgets the tenant",
    Migration(
        "0001_initial.sql",
        "ON customer (tenant, environment, email)",
        "ON customer (environment, email)",
    ),
)
_fault(
    _ISO,
    "email-unique-in-all-environments",
    "the unique index on emails forgets the environment",
    Migration(
        "0001_initial.sql",
        "ON customer (tenant, environment, email)",
        "ON customer (tenant, email)",
    ),
)
_fault(
    _ISO,
    "payer-not-checked",
    "a payment's customer is not looked up",
    Source(
        "resources.payments",
        '    await CUSTOMERS.change(db, world, body["customer"], "customer")\n',
        "",
    ),
)
_fault(
    _ISO,
    "entitlements-without-owner",
    "a customer's entitlements are listed without looking for the customer",
    Source("resources.entitlements", '    await CUSTOMERS.get(db, world, call.path["id"])\n', ""),
)
_wire(
    _ISO,
    "foreign-is-403",
    "another tenant's object is a 403, not a 404",
    lambda a: (
        _turn(a, 404, 403, "insufficient_permissions", "authentication_error")
        if _of_another(a)
        else None
    ),
)

# ------------------------------------------------------------------------------------------------------- errors

_ERR = "errors"
_wire(
    _ERR,
    "request-id-differs",
    "the error has an id of its own",
    lambda a: _change_error(a, request_id="req_0000000000000000"),
)
_wire(
    _ERR,
    "error-type-wrong",
    "conflicts have the type of validation errors",
    lambda a: _change_error(a, type="validation_error") if a.status == 409 else None,
)
_wire(
    _ERR,
    "error-code-renamed",
    "the code of a 404 was renamed",
    lambda a: _change_error(a, code="not_found") if a.status == 404 else None,
)
_wire(
    _ERR,
    "error-without-envelope",
    "404s come without the envelope",
    lambda a: _plain_error(a) if a.status == 404 else None,
)
_wire(
    _ERR,
    "not-found-is-html",
    "an unknown path has the web server's page",
    lambda a: _html(a) if a.status == 404 and "no_such" in a.path else None,
)
_wire(
    _ERR,
    "validation-is-400",
    "what breaks the schema is a 400",
    lambda a: setattr(a, "status", 400) if a.status == 422 else None,
)
_fault(
    _ERR,
    "unknown-member-ignored",
    "members that the contract does not have are let through",
    OtherContract("/components/schemas/CustomerCreate/additionalProperties", ...),
)
_fault(
    _ERR,
    "code-for-lengths",
    "a text that is too long has the wrong code",
    Source("contract.validation", '            "maxLength",\n', ""),
)
_fault(
    _ERR,
    "field-without-path",
    "the error names the innermost member only",
    Source(
        "contract.validation",
        'field = ".".join([*([name] if name else []), *path])[:100]',
        "field = ([*([name] if name else []), *path] or [''])[-1][:100]",
    ),
)
_wire(
    _ERR,
    "allow-missing",
    "the 405 has no Allow",
    lambda a: a.set("allow", None) if a.status == 405 else None,
)
_wire(
    _ERR,
    "allow-incomplete",
    "Allow lists the first method only",
    lambda a: (
        a.set("allow", (a.header("allow") or "").partition(",")[0]) if a.status == 405 else None
    ),
)
_wire(
    _ERR,
    "method-is-404",
    "an unknown method is a 404",
    lambda a: _turn(a, 405, 404, "resource_missing", "not_found_error"),
)
_fault(
    _ERR,
    "media-type-ignored",
    "any media type is read as JSON",
    Source("app", "if (body and media_type != _JSON_HEADER[1]) or", "if"),
)
_fault(
    _ERR,
    "media-type-contains",
    "a media type that begins like JSON's is read as JSON",
    Source(
        "app",
        "if (body and media_type != _JSON_HEADER[1]) or",
        "if (body and not media_type.startswith(_JSON_HEADER[1])) or",
    ),
)
_fault(
    _ERR,
    "charset-refused",
    "a charset beside the media type is refused",
    Source("app", '.partition(b";")[0].strip().lower()', ".strip().lower()"),
)
_fault(
    _ERR,
    "media-type-case",
    "the media type is compared with its case",
    Source("app", '.partition(b";")[0].strip().lower()', '.partition(b";")[0].strip()'),
)
_fault(
    _ERR,
    "malformed-is-422",
    "a body that is not JSON is a validation error",
    Source(
        "app",
        'raise ApiError("malformed_request", f"{reason} Send one JSON object.") from None',
        'raise ApiError("invalid_format", f"{reason} Send one JSON object.") from None',
    ),
)
_fault(
    _ERR,
    "deep-nesting-fails",
    "nobody thought of deep nesting",
    Source(
        "app",
        "except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:",
        "except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:",
    ),
)
_fault(
    _ERR,
    "empty-body-is-empty-object",
    "no body counts as an empty object",
    Source("app", "if not body and not operation.body_required:", "if not body:"),
)
_fault(
    _ERR,
    "body-limit-gone",
    "bodies of any size are read",
    Source("protocol", "256 * 1024", "64 * 1024 * 1024"),
)
_fault(
    _ERR,
    "traceback-told",
    "the message of an error holds the statement that failed",
    Source(
        "store.objects",
        "            raise errors.missing()\n",
        '            raise errors.ApiError("resource_missing", f"no row: SELECT doc FROM {self._name} WHERE id = ?")\n',
    ),
)
_fault(
    _ERR,
    "id-any-case",
    "ids are compared without regard to case",
    Source(
        "store.objects",
        _GET,
        '" WHERE tenant = $1 AND environment = $2 AND id = $3 COLLATE NOCASE AND hidden = 0",',
    ),
)

# ----------------------------------------------------------------------------------------------------- answers

_ANS = "answers"
_wire(
    _ANS,
    "null-left-out",
    "members that are null are left out",
    lambda a: a.change_objects(lambda o: _drop_nulls(o)),
)
_wire(
    _ANS,
    "amount-as-text",
    "amounts are texts",
    lambda a: a.change_objects(lambda o: o.update(amount=str(o["amount"])), "payment"),
)
_wire(
    _ANS,
    "milliseconds",
    "times are milliseconds",
    lambda a: a.change_objects(
        lambda o: o.update(created=o["created"] * 1000) if "created" in o else None
    ),
)
_wire(
    _ANS,
    "local-time",
    "times are an hour off: local time was taken for UTC",
    lambda a: a.change_objects(
        lambda o: o.update(created=o["created"] + 3600) if "created" in o else None
    ),
)
_wire(
    _ANS,
    "internal-member",
    "an internal member goes out",
    lambda a: a.change_objects(lambda o: o.update(tenant="t"), "customer"),
)
_wire(
    _ANS,
    "currency-upper-case",
    "currencies are upper case",
    lambda a: a.change_objects(lambda o: o.update(currency=o["currency"].upper()), "payment"),
)
_wire(
    _ANS,
    "status-spelling",
    "the status is spelled cancelled",
    lambda a: a.change_objects(
        lambda o: o.update(status="cancelled") if o["status"] == "canceled" else None,
        "subscription",
    ),
)
_wire(
    _ANS,
    "no-content-type",
    "successes have no Content-Type",
    lambda a: a.set("content-type", None) if a.status == 200 else None,
)
_wire(
    _ANS,
    "html-content-type",
    "the Content-Type is the framework's default",
    lambda a: a.set("content-type", "text/html; charset=utf-8") if a.status == 201 else None,
)
_wire(
    _ANS,
    "request-id-missing",
    "refusals have no X-Request-Id",
    lambda a: a.set("x-request-id", None) if a.status == 403 else None,
)
_wire(
    _ANS,
    "request-id-again",
    "the request id is made once for each process",
    lambda a: (
        a.set("x-request-id", a.memory.setdefault("id", a.header("x-request-id")))
        if a.status < 400
        else None
    ),
)
_wire(
    _ANS,
    "created-is-200",
    "creating is answered with 200",
    lambda a: setattr(a, "status", 200) if a.status == 201 else None,
)
_wire(
    _ANS,
    "deleted-is-204",
    "deleting is answered with 204 and nothing",
    lambda a: _empty(a) if a.method == "DELETE" and a.status == 200 else None,
)
_wire(_ANS, "key-echoed", "the refusal shows the key that was sent", lambda a: _echo_key(a))
_wire(
    _ANS,
    "key-in-header",
    "a debugging header holds the key",
    lambda a: a.set("x-debug-key", a.request_headers.get("x-api-key")),
)
_fault(
    _ANS,
    "canceled-without-time",
    "canceling does not note when",
    Source("billing", '    doc["canceled_at"] = context.now\n', ""),
)
_wire(
    _ANS,
    "list-object-missing",
    "lists do not say that they are lists",
    lambda a: _drop(a, "object") if '"data":[' in a.body.decode("utf-8", "replace") else None,
)

# -------------------------------------------------------------------------------------------------- pagination

_PAG = "pagination"
_fault(
    _PAG,
    "cursor-inclusive",
    "the object that the cursor names comes again",
    Source(
        "store.objects",
        'compare = "<" if name == "starting_after" else ">"',
        'compare = "<=" if name == "starting_after" else ">"',
    ),
)
_fault(
    _PAG,
    "cursor-skips",
    "one object after the cursor is left out",
    Source(
        "store.objects",
        '                f"seq {compare} (SELECT seq FROM {table}"',
        '                f"seq {compare} (SELECT seq - 1 FROM {table}"',
    ),
)
_fault(
    _PAG,
    "more-never",
    "has_more is always false",
    Source("store.objects", "return Page(docs, len(rows) > limit)", "return Page(docs, False)"),
)
_fault(
    _PAG,
    "more-when-full",
    "has_more is true for every full page",
    Source(
        "store.objects",
        "return Page(docs, len(rows) > limit)",
        "return Page(docs, len(docs) == limit)",
    ),
)
_fault(
    _PAG,
    "oldest-first",
    "lists are oldest first",
    Source(
        "store.objects",
        'order = "ASC" if "ending_before" in wanted else "DESC"',
        'order = "DESC" if "ending_before" in wanted else "ASC"',
    ),
)
_fault(
    _PAG,
    "backward-not-reversed",
    "pages walked backward are in the order they were read",
    Source("store.objects", "            docs.reverse()\n", "            pass\n"),
)
_fault(
    _PAG,
    "backward-from-the-top",
    "walking backward begins at the newest, not next to the cursor",
    Source(
        "store.objects", 'order = "ASC" if "ending_before" in wanted else "DESC"', 'order = "DESC"'
    ),
)
_fault(
    _PAG,
    "deleted-cursor-lost",
    "a cursor whose object was deleted leads nowhere",
    Source(
        "store.objects",
        '                f" WHERE tenant = $1 AND environment = $2 AND id = ${n})"',
        '                f" WHERE tenant = $1 AND environment = $2 AND id = ${n} AND hidden = 0)"',
    ),
)
_fault(
    _PAG,
    "unknown-cursor-ignored",
    "a cursor that names nothing is left out",
    Source(
        "store.objects",
        "            await self._check_cursors(db, world, query)\n",
        "            pass\n",
    ),
)
_fault(
    _PAG,
    "limit-capped",
    "pages have at most 50 objects",
    Source("store.objects", 'limit: int = query["limit"]', 'limit: int = min(query["limit"], 50)'),
)
_fault(
    _PAG,
    "limit-ignored-below",
    "pages have at least five objects",
    Source("store.objects", 'limit: int = query["limit"]', 'limit: int = max(query["limit"], 5)'),
)
_fault(
    _PAG,
    "default-limit",
    "a page has twenty objects if nothing is said",
    OtherContract("/components/parameters/Limit/schema/default", 20),
)
_fault(
    _PAG,
    "limit-zero",
    "a page of nothing can be asked for",
    OtherContract("/components/parameters/Limit/schema/minimum", 0),
)
_fault(
    _PAG,
    "limit-unbounded",
    "a page can be of any size",
    OtherContract("/components/parameters/Limit/schema/maximum", 1000),
)
_fault(
    _PAG,
    "order-by-id",
    "lists are ordered by id",
    Source("store.objects", 'f" ORDER BY seq {order} LIMIT', 'f" ORDER BY id {order} LIMIT'),
)

# ----------------------------------------------------------------------------------------------------- filters

_FIL = "filters"
_fault(
    _FIL,
    "gte-exclusive",
    "created[gte] leaves out the moment itself",
    Source("store.objects", '"[gte]": "{column} >= {value}"', '"[gte]": "{column} > {value}"'),
)
_fault(
    _FIL,
    "lte-ignored",
    "created[lte] selects everything",
    Source("store.objects", '"[lte]": "{column} <= {value}"', '"[lte]": "{value} = {value}"'),
)
_fault(
    _FIL,
    "contains-case",
    "email[contains] minds the case",
    Source("store.objects", "    text = folded(text)\n    for special", "    for special"),
    Source(
        "store.objects",
        "{column} LIKE {value} ESCAPE '!'",
        "{column} LIKE {value} ESCAPE '!' AND {column} GLOB REPLACE({value}, '%', '*')",
    ),
)
_fault(
    _FIL,
    "contains-wildcards",
    "% and _ in email[contains] are wildcards",
    Source("store.objects", '    for special in "!%_":', '    for special in "!":'),
)
_fault(
    _FIL,
    "contains-is-prefix",
    "email[contains] looks at the beginning only",
    Source("store.objects", 'return f"%{text}%"', 'return f"{text}%"'),
)
_fault(
    _FIL,
    "filters-or",
    "of two filters one has to fit",
    Source(
        "store.objects",
        "f\"SELECT doc FROM {table} WHERE {' AND '.join(conditions)}\"",
        "f\"SELECT doc FROM {table} WHERE {' AND '.join(conditions[:3])} AND ({' OR '.join(conditions[3:]) or '1'})\"",
    ),
)
_fault(
    _FIL,
    "status-column-stale",
    "the column that status is filtered by is not kept up to date",
    Source(
        "store.objects",
        '        values: dict[str, Value] = {**self._columns(doc), **columns, "doc": body}\n        await db.execute(_update',
        '        values: dict[str, Value] = {**columns, "doc": body}\n        await db.execute(_update',
    ),
)
_fault(
    _FIL,
    "plan-column-stale",
    "the plan that is filtered by is that of the beginning",
    Source(
        "store.tables",
        '        "plan": doc["plan"]["id"],\n',
        '        **({"plan": doc["plan"]["id"]} if doc["status"] != "paused" else {"plan": "plan_basic"}),\n',
    ),
)
_wire(
    _FIL,
    "expanded-always",
    "the subscriptions are embedded in any case",
    lambda a: a.change_objects(
        lambda o: o.setdefault("subscriptions", {"object": "list", "data": [], "has_more": False}),
        "customer",
    ),
)
_fault(
    _FIL,
    "expanded-all",
    "the embedded subscriptions are everybody's",
    Source("resources.customers", ', customer=call.path["id"]', ""),
)

# ------------------------------------------------------------------------------------------------- idempotency

_IDE = "idempotency"
_fault(
    _IDE,
    "key-ignored",
    "the idempotency key is not looked at",
    Source(
        "app",
        "if key is not None and operation.idempotency is not None:",
        "if False and operation.idempotency is not None and key is not None:",
    ),
    Source(
        "idempotency",
        "    await db.execute(_FINISH",
        "    if False:\n        await db.execute(_FINISH",
    ),
)
_fault(
    _IDE,
    "body-not-compared",
    "a key with another body gets the stored answer",
    Source("idempotency", "if row[0] != fingerprint:", "if False:"),
)
_fault(
    _IDE,
    "path-not-compared",
    "a key with another object gets the stored answer",
    Source(
        "idempotency",
        "request = [call.operation.id, call.path, call.body]",
        "request = [call.operation.id, call.body]",
    ),
)
_fault(
    _IDE,
    "operation-not-compared",
    "a key with another operation gets the stored answer",
    Source(
        "idempotency",
        "request = [call.operation.id, call.path, call.body]",
        "request = [call.path, call.body]",
    ),
)
_fault(
    _IDE,
    "replay-not-marked",
    "a stored answer does not say that it is one",
    Source("app", 'headers.append((b"idempotent-replayed", b"true"))', "pass"),
)
_fault(
    _IDE,
    "always-marked",
    "every answer to a request with a key says that it was stored",
    Source(
        "app", "        if exchange.replayed:", '        if b"idempotency-key" in exchange.headers:'
    ),
)
_fault(
    _IDE,
    "shared-by-tenants",
    "keys are kept without the tenant",
    Source(
        "idempotency",
        "    world, now = call.context.world, call.context.now",
        '    world, now = ("all", call.context.world.environment), call.context.now',
    ),
    Source(
        "idempotency",
        "await db.execute(_FINISH, *call.context.world, key,",
        'await db.execute(_FINISH, "all", call.context.world.environment, key,',
    ),
)
_fault(
    _IDE,
    "shared-by-environments",
    "keys are kept without the environment",
    Source(
        "idempotency",
        "    world, now = call.context.world, call.context.now",
        '    world, now = (call.context.world.tenant, "all"), call.context.now',
    ),
    Source(
        "idempotency",
        "await db.execute(_FINISH, *call.context.world, key,",
        'await db.execute(_FINISH, call.context.world.tenant, "all", key,',
    ),
)
_fault(
    _IDE,
    "forgotten-early",
    "keys are kept for an hour",
    OtherContract("/components/parameters/IdempotencyKey/x-retention-seconds", 3600),
)
_fault(
    _IDE,
    "never-forgotten",
    "keys are kept for ever",
    OtherContract("/components/parameters/IdempotencyKey/x-retention-seconds", 10**9),
)
_fault(
    _IDE,
    "long-key-cut",
    "keys are cut to 32 characters",
    Source(
        "app",
        '    key = sent.decode("latin-1")\n',
        '    key = sent.decode("latin-1")\n    if len(key) > 64:\n        raise RuntimeError("value too long for type character varying(64)")\n',
    ),
)
_fault(
    _IDE,
    "key-form-unchecked",
    "a key of any form is taken",
    Source("app", "    if not rule.key.is_valid(key):", "    if False:"),
)
_wire(
    _IDE,
    "replay-is-200",
    "a stored answer comes with 200, whatever it was",
    lambda a: setattr(a, "status", 200) if a.header("idempotent-replayed") else None,
)
_fault(
    _IDE,
    "not-atomic",
    "the key is looked up before the transaction, and kept after it",
    Source(
        "app",
        '        if operation.method == "GET":\n            return await self._store.read(call.context.world, work)\n        return await self._store.write(call.context.world, work)',
        '        if operation.method == "GET":\n            return await self._store.read(call.context.world, work)\n'
        "        seen = self.__dict__.setdefault('seen', {})\n"
        "        if key is not None and (call.context.world, key) in seen:\n"
        "            exchange.replayed = True\n            return seen[call.context.world, key]\n"
        "        given, key = key, None\n"
        "        import asyncio\n        await asyncio.sleep(0.01)\n"
        "        body = await self._store.write(call.context.world, work)\n"
        "        if given is not None:\n            seen[call.context.world, given] = body\n"
        "        return body",
    ),
)

# ------------------------------------------------------------------------------------------------------ writes

_WRI = "writes"
_fault(
    _WRI,
    "update-not-stored",
    "a change is answered, but not stored",
    Source(
        "store.objects",
        'await db.execute(_update(self._name, tuple(values)), *world, doc["id"], *values.values())',
        "pass",
    ),
)
_fault(
    _WRI,
    "update-replaces",
    "a change sets what is not sent to null",
    Source(
        "resources.customers",
        "    doc = before | changes\n",
        '    doc = before | {"name": None, "phone": None} | changes\n',
    ),
)
_fault(
    _WRI,
    "null-ignored",
    "null does not clear a member",
    Source(
        "resources.customers",
        "    changes = dict(call.body)\n",
        "    changes = {k: v for k, v in call.body.items() if v is not None}\n",
    ),
)
_fault(
    _WRI,
    "metadata-merged",
    "metadata is merged, not replaced",
    Source(
        "resources.customers",
        "    doc = before | changes\n",
        '    doc = before | changes\n    doc["metadata"] = before["metadata"] | changes.get("metadata", {})\n',
    ),
)
_fault(
    _WRI,
    "address-merged",
    "the address is merged, not replaced",
    Source(
        "resources.customers",
        '        changes["address"] = _address(changes["address"])\n',
        '        changes["address"] = changes["address"] and {**(before["address"] or _address({})), **changes["address"]}\n',
    ),
)
_fault(
    _WRI,
    "created-reset",
    "a change sets created anew",
    Source(
        "resources.customers",
        "    doc = before | changes\n",
        '    doc = before | changes | {"created": before["created"] + 1}\n',
    ),
)
_fault(
    _WRI,
    "email-folded",
    "emails are stored in lower case",
    Source("resources.customers", '"email": body["email"],', '"email": body["email"].lower(),'),
)
_fault(
    _WRI,
    "name-trimmed",
    "names are trimmed",
    Source(
        "resources.customers",
        '"name": body.get("name"),',
        '"name": body.get("name") and body["name"].strip(),',
    ),
)
_fault(
    _WRI,
    "name-cut",
    "long names are cut",
    Source(
        "resources.customers",
        '"name": body.get("name"),',
        '"name": body.get("name") and body["name"][:128],',
    ),
)
_fault(
    _WRI,
    "unicode-normalized",
    "names are normalized",
    Source(
        "resources.customers",
        '"name": body.get("name"),',
        '"name": body.get("name") and __import__("unicodedata").normalize("NFC", body["name"]),',
    ),
)
_fault(
    _WRI,
    "phone-forgotten",
    "one member is not stored at creation",
    Source("resources.customers", '"phone": body.get("phone"),', '"phone": None,'),
)
_fault(
    _WRI,
    "deleted-still-listed",
    "deleted customers are still listed",
    Source(
        "store.objects",
        '"tenant = $1", "environment = $2", "hidden = 0"]',
        '"tenant = $1", "environment = $2", "hidden < 2"]',
    ),
)
_fault(
    _WRI,
    "deleted-still-there",
    "deleted customers can still be read",
    Source("store.objects", _GET, '" WHERE tenant = $1 AND environment = $2 AND id = $3",'),
)
_fault(
    _WRI,
    "delete-does-nothing",
    "deleting is answered, but nothing is deleted",
    Source(
        "resources.customers",
        "UPDATE customer SET hidden = 1, email = NULL, doc = $4",
        "UPDATE customer SET hidden = hidden + 0 * LENGTH($4)",
    ),
)
_fault(
    _WRI,
    "delete-keeps-subscriptions",
    "deleting a customer leaves the subscriptions running",
    Source(
        "resources.customers",
        '    await subscriptions.cancel_all_of(context, db, before["id"])\n',
        "",
    ),
)
_fault(
    _WRI,
    "delete-takes-payments",
    "deleting a customer deletes the payments too",
    Source(
        "resources.customers",
        '    await subscriptions.cancel_all_of(context, db, before["id"])\n',
        '    await subscriptions.cancel_all_of(context, db, before["id"])\n'
        '    await db.execute("UPDATE payment SET hidden = 1 WHERE tenant = $1 AND environment = $2 AND customer = $3",'
        ' *context.world, before["id"])\n',
    ),
)
_fault(
    _WRI,
    "email-not-unique",
    "two customers may share an email",
    Migration(
        "0001_initial.sql", "CREATE UNIQUE INDEX customer_email", "CREATE INDEX customer_email"
    ),
)
_fault(
    _WRI,
    "email-unique-with-case",
    "emails that differ in case are different",
    Source("store.tables", '{"email": folded(doc["email"])}', '{"email": doc["email"]}'),
)
_fault(
    _WRI,
    "email-race",
    "that an email is free is asked before the insert, outside of it",
    Migration(
        "0001_initial.sql", "CREATE UNIQUE INDEX customer_email", "CREATE INDEX customer_email"
    ),
    Source(
        "app",
        "        context = Context(\n",
        '        if operation.id in ("create_customer", "update_customer") and "email" in body:\n'
        "            async def taken(db):\n"
        '                return await db.fetch_one("SELECT id FROM customer WHERE tenant = $1 AND environment = $2 AND email = $3 AND hidden = 0",'
        ' *caller.world, body["email"].casefold())\n'
        "            row = await self._store.read(caller.world, taken)\n"
        '            if row is not None and row[0] != parameters.get("id"):\n'
        '                raise ApiError("duplicate_value", "Another customer has this email.", {"field": "email", "constraint": "unique"})\n'
        "        context = Context(\n",
    ),
)
_fault(
    _WRI,
    "deleted-email-kept",
    "the email of a deleted customer stays taken",
    Migration(
        "0001_initial.sql",
        "ON customer (tenant, environment, email) WHERE hidden = 0",
        "ON customer (tenant, environment, email)",
    ),
    Source("resources.customers", "hidden = 1, email = NULL, doc = $4", "hidden = 1, doc = $4"),
)
_fault(
    _WRI,
    "reference-not-named",
    "the 404 does not say which reference is wrong",
    Source("errors", '        {"field": field} if field else None,\n', "        None,\n"),
)
_fault(
    _WRI,
    "other-customers-subscription",
    "a payment may be for somebody else's subscription",
    Source(
        "resources.payments",
        '        if subscription["customer"] != body["customer"]:',
        "        if False:",
    ),
)
_fault(
    _WRI,
    "lost-update",
    "the object is read before the transaction that writes it",
    Source(
        "app",
        "        call = Call(operation, context, parameters, query, body)\n",
        "        call = Call(operation, context, parameters, query, body)\n"
        '        if operation.id == "update_customer":\n'
        "            import asyncio\n"
        "            from azotte_sandbox.store.tables import CUSTOMERS\n"
        "            async def read(db):\n"
        '                return await CUSTOMERS.get(db, caller.world, parameters["id"])\n'
        '            body["stale"] = await self._store.read(caller.world, read)\n'
        "            await asyncio.sleep(0.02)\n",
    ),
    Source(
        "resources.customers",
        "    changes = dict(call.body)\n",
        '    changes = dict(call.body)\n    before = msgspec.json.decode(changes.pop("stale"))\n',
    ),
)
_fault(
    _WRI,
    "wrong-neighbour-deleted",
    "deleting takes the object before as well",
    Source(
        "resources.customers",
        '" WHERE tenant = $1 AND environment = $2 AND id = $3",\n        *context.world,\n        before["id"],\n        body,',
        '" WHERE tenant = $1 AND environment = $2 AND seq IN (SELECT seq FROM customer WHERE id = $3 UNION SELECT seq - 1 FROM customer WHERE id = $3)",\n        *context.world,\n        before["id"],\n        body,',
    ),
)

# ------------------------------------------------------------------------------------------------------ bounds

_BOU = "bounds"
_CUSTOMER = "/components/schemas/CustomerCreate/properties"
_fault(
    _BOU,
    "longest-refused",
    "a name of the longest length is refused",
    OtherContract(f"{_CUSTOMER}/name/maxLength", 199),
)
_fault(
    _BOU,
    "too-long-taken",
    "a name may be longer than the contract says",
    OtherContract(f"{_CUSTOMER}/name/maxLength", 250),
)
_fault(
    _BOU,
    "zero-amount",
    "a payment of nothing is taken",
    OtherContract("/components/schemas/PaymentCreate/properties/amount/minimum", 0),
)
_fault(
    _BOU,
    "amount-unbounded",
    "amounts have no upper bound",
    OtherContract("/components/schemas/PaymentCreate/properties/amount/maximum", ...),
)
_fault(
    _BOU,
    "amount-32-bit",
    "amounts are 32 bits wide",
    OtherContract("/components/schemas/PaymentCreate/properties/amount/maximum", 2**31 - 1),
)
_fault(
    _BOU,
    "enum-value-missing",
    "one way of proration is not known",
    OtherContract("/components/schemas/Proration/enum", ["immediate", "next_cycle"]),
)
_fault(
    _BOU,
    "email-without-plus",
    "emails with a plus sign are refused",
    OtherContract(
        f"{_CUSTOMER}/email",
        {
            "type": "string",
            "format": "email",
            "maxLength": 254,
            "pattern": "^[A-Za-z0-9._'-]+@[A-Za-z0-9.-]+$",
        },
    ),
)
_fault(
    _BOU,
    "email-unchecked",
    "anything is an email",
    OtherContract("/components/schemas/Email/format", ...),
)
_fault(
    _BOU,
    "control-characters",
    "control characters are taken in names",
    OtherContract(f"{_CUSTOMER}/name/pattern", ...),
)
_fault(
    _BOU,
    "newline-at-the-end",
    "an id with a newline at its end fits its pattern",
    OtherContract("/components/schemas/PlanId/pattern", "^plan_[A-Za-z0-9_]{1,64}\\n?$"),
)
_fault(
    _BOU,
    "metadata-unbounded",
    "metadata may have any number of entries",
    OtherContract("/components/schemas/Metadata/maxProperties", ...),
)
_fault(
    _BOU,
    "metadata-any-key",
    "metadata keys may be anything",
    OtherContract("/components/schemas/Metadata/propertyNames", ...),
)
_fault(
    _BOU,
    "null-refused",
    "a name can not be null",
    OtherContract(f"{_CUSTOMER}/name/type", "string"),
)
_fault(
    _BOU,
    "country-any-case",
    "countries may be lower case",
    OtherContract("/components/schemas/AddressInput/properties/country/pattern", "^[A-Za-z]{2}$"),
)
_fault(
    _BOU,
    "integer-from-text",
    "a number in quotes is taken for a number",
    Source(
        "app",
        "    operation.body.check(value)\n",
        "    if isinstance(value, dict) and isinstance(value.get('amount'), str) and value['amount'].isdigit():\n"
        "        value['amount'] = int(value['amount'])\n    operation.body.check(value)\n",
    ),
)
_fault(
    _BOU,
    "emoji-fails",
    "emoji break the database's character set",
    Source(
        "app",
        "    operation.body.check(value)\n",
        "    operation.body.check(value)\n    if any(byte >= 0xF0 for byte in body):\n        raise RuntimeError('Incorrect string value')\n",
    ),
)
_fault(
    _BOU,
    "percent-fails",
    "a percent sign in a text breaks formatting",
    Source(
        "resources.customers",
        '    doc: Json = {\n        "id": context.ids.new("cus"),',
        '    str(body.get("name")) % ()\n    doc: Json = {\n        "id": context.ids.new("cus"),',
    ),
)
_fault(
    _BOU,
    "unicode-digits",
    "digits of every script are numbers",
    Source("contract.parameters", 're.compile(r"-?[0-9]{1,30}")', 're.compile(r"-?\\d{1,30}")'),
)
_fault(
    _BOU,
    "required-not-checked",
    "the currency of a payment may be left out",
    OtherContract(
        "/components/schemas/PaymentCreate/required", ["customer", "amount", "payment_method"]
    ),
    Source(
        "resources.payments", 'currency=body["currency"]', 'currency=body.get("currency", "usd")'
    ),
)

# ------------------------------------------------------------------------------------------------------ states

_STA = "states"
_SUB = "resources.subscriptions"
_fault(
    _STA,
    "pause-in-trial",
    "a trial can be paused",
    Source(
        _SUB,
        '    if doc["status"] != "active":',
        '    if doc["status"] not in ("active", "trialing"):',
    ),
)
_fault(
    _STA,
    "resume-canceled",
    "a canceled subscription can be resumed",
    Source(
        _SUB,
        '    if doc["status"] != "paused":',
        '    if doc["status"] not in ("paused", "canceled"):',
    ),
)
_fault(
    _STA,
    "cancel-twice",
    "canceling again is done again",
    Source(
        _SUB,
        'if doc["status"] == "canceled":\n        raise errors.invalid_state("This subscription is canceled already."',
        'if doc["status"] == "never":\n        raise errors.invalid_state("This subscription is canceled already."',
    ),
)
_fault(
    _STA,
    "cancel-not-paused",
    "a paused subscription can not be canceled",
    Source(
        _SUB,
        'if doc["status"] == "canceled":\n        raise errors.invalid_state("This subscription is canceled already."',
        'if doc["status"] in ("canceled", "paused"):\n        raise errors.invalid_state("This subscription is canceled already."',
    ),
)
_fault(
    _STA,
    "cancel-at-once",
    "at_period_end is not looked at",
    Source(_SUB, '    if body.get("at_period_end"):', '    if body.get("at_end"):'),
)
_fault(
    _STA,
    "cancel-at-end-always",
    "canceling always waits for the period's end",
    Source(_SUB, '    if body.get("at_period_end"):', "    if True:"),
)
_fault(
    _STA,
    "trial-ignored",
    "every subscription starts active",
    Source(_SUB, '"status": "trialing" if trial_end else "active",', '"status": "active",'),
)
_fault(
    _STA,
    "refund-too-much",
    "more than is left can be given back",
    Source("resources.payments", "    if amount > left:", '    if amount > before["amount"]:'),
)
_fault(
    _STA,
    "refund-failed",
    "a payment that failed can be given back",
    Source(
        "resources.payments",
        'if before["status"] not in ("succeeded", "partially_refunded"):',
        'if before["status"] not in ("succeeded", "partially_refunded", "failed"):',
    ),
)
_fault(
    _STA,
    "refund-once",
    "a payment that was given back in part can not be given back further",
    Source(
        "resources.payments",
        'if before["status"] not in ("succeeded", "partially_refunded"):',
        'if before["status"] not in ("succeeded",):',
    ),
)
_fault(
    _STA,
    "refund-replaces",
    "a second refund replaces the first",
    Source(
        "resources.payments",
        '"amount_refunded": before["amount_refunded"] + amount,',
        '"amount_refunded": amount,',
    ),
)
_fault(
    _STA,
    "refund-stays-partial",
    "a payment given back in two parts stays partially_refunded",
    Source(
        "resources.payments",
        '"status": "refunded" if amount == left else "partially_refunded",',
        '"status": "refunded" if amount == before["amount"] else "partially_refunded",',
    ),
)
_fault(
    _STA,
    "entitlements-stay",
    "canceled subscriptions still grant",
    Source("resources.entitlements", '0 if subscription["status"] in GRANTING else 1,', "0,"),
)
_fault(
    _STA,
    "paused-grants",
    "paused subscriptions still grant",
    Source(
        "resources.entitlements",
        'frozenset({"trialing", "active", "past_due"})',
        'frozenset({"trialing", "active", "past_due", "paused"})',
    ),
)
_fault(
    _STA,
    "trial-does-not-grant",
    "a trial grants nothing",
    Source(
        "resources.entitlements",
        'frozenset({"trialing", "active", "past_due"})',
        'frozenset({"active", "past_due"})',
    ),
)
_fault(
    _STA,
    "conflict-without-field",
    "the conflict does not say what is in the way",
    Source(
        "errors",
        '        "invalid_state", message, {"field": "status", "value": status, "constraint": "transition"}\n',
        '        "invalid_state", message\n',
    ),
)

# ------------------------------------------------------------------------------------------------------- limits

_LIM = "limits"
_fault(
    _LIM,
    "no-limit",
    "nobody counts",
    Source(
        "app",
        "        if exchange.allowance.retry_after:\n            raise _too_many(exchange.allowance)",
        "        pass",
    ),
)
_fault(
    _LIM,
    "limit-per-tenant",
    "a key that used up its limit takes the tenant's other keys with it",
    Source("app", 'bucket_id("key", stored.id)', 'bucket_id("key", stored.tenant)'),
)
_fault(
    _LIM,
    "remaining-stands-still",
    "Remaining is always the limit",
    Source("app", 'b"%d" % allowance.remaining', 'b"%d" % allowance.limit'),
)
_fault(
    _LIM,
    "reset-is-relative",
    "Reset is the seconds that are left",
    Source("app", 'b"%d" % allowance.reset', 'b"%d" % 1'),
)
_fault(
    _LIM,
    "retry-after-zero",
    "Retry-After says now",
    Source("app", "    wait = str(allowance.retry_after).encode()", '    wait = b"0"'),
)
_fault(
    _LIM,
    "retry-after-missing",
    "the 429 has no Retry-After",
    Source(
        "app",
        '        headers=((b"retry-after", wait), (b"x-ratelimit-retry-after", wait)),\n    )\n\n\ndef _idempotency_key',
        '        headers=((b"x-ratelimit-retry-after", wait),),\n    )\n\n\ndef _idempotency_key',
    ),
)
_fault(
    _LIM,
    "retry-after-milliseconds",
    "Retry-After is in milliseconds",
    Source(
        "app",
        "    wait = str(allowance.retry_after).encode()",
        "    wait = str(allowance.retry_after * 1000).encode()",
    ),
)
_fault(
    _LIM,
    "limit-figure",
    "the limit is another one than documented",
    Source(
        "limits",
        "return whole_at, Allowance(rate.per_minute, remaining,",
        "return whole_at, Allowance(rate.per_minute * 60, remaining,",
    ),
)
_fault(
    _LIM,
    "no-burst",
    "requests have to come evenly",
    Source("limits", "depth = pace * rate.burst", "depth = pace * 2"),
)
_wire(
    _LIM,
    "rate-headers-on-success-only",
    "errors have no rate limit headers",
    lambda a: (
        [a.set(f"x-ratelimit-{n}", None) for n in ("limit", "remaining", "reset")] and None
        if a.status in (404, 409, 422)
        else None
    ),
)

# ---------------------------------------------------------------------------------------------------- webhooks

_WEB = "webhooks"
_fault(
    _WEB,
    "event-missing",
    "changing a customer is not told",
    Source(
        "resources.customers",
        '    await events.record(context, db, "customer.updated", doc, before)\n',
        "",
    ),
)
_fault(
    _WEB,
    "deleted-event-missing",
    "deleting a customer is not told",
    Source(
        "resources.customers", '    await events.record(context, db, "customer.deleted", doc)\n', ""
    ),
)
_fault(
    _WEB,
    "event-spelling",
    "pausing is told as an update",
    Source(_SUB, '"subscription.paused")', '"subscription.updated")'),
)
_fault(
    _WEB,
    "event-before-change",
    "the event holds the object as it was",
    Source(
        "webhooks.events", 'data: Json = {"object": doc}', 'data: Json = {"object": before or doc}'
    ),
)
_fault(
    _WEB,
    "previous-everything",
    "an event tells all former values, changed or not",
    Source(
        "webhooks.events",
        "for name, value in before.items() if doc.get(name) != value",
        "for name, value in before.items()",
    ),
)
_fault(
    _WEB,
    "previous-new-values",
    "an event tells the new values as the former ones",
    Source(
        "webhooks.events",
        "name: value for name, value in before.items()",
        "name: doc.get(name) for name, value in before.items()",
    ),
)
_fault(
    _WEB,
    "request-not-named",
    "an event does not say which request caused it",
    Source("webhooks.events", '"request": context.request,', '"request": None,'),
)
_fault(
    _WEB,
    "signature-of-other-body",
    "what is signed is not what is sent",
    Source(
        "webhooks.deliver",
        "delivery.form, delivery.secrets, delivery.event_id, delivery.body, int(time.time())",
        'delivery.form, delivery.secrets, delivery.event_id, delivery.body + b"\\n", int(time.time())',
    ),
)
_fault(
    _WEB,
    "signature-without-time",
    "the time is not signed",
    Source("webhooks.sign", 'signed = b"%d.%b" % (at, body)', "signed = body"),
)
_fault(
    _WEB,
    "signature-milliseconds",
    "the time of a signature is in milliseconds",
    Source(
        "webhooks.deliver",
        "delivery.event_id, delivery.body, int(time.time())",
        "delivery.event_id, delivery.body, int(time.time() * 1000)",
    ),
)
_fault(
    _WEB,
    "signature-base64",
    "signatures are base64",
    Source(
        "webhooks.sign",
        'return "sha256=" + _hmac(secrets[0].encode(), body).hex()',
        'return "sha256=" + base64.b64encode(_hmac(secrets[0].encode(), body)).decode()',
    ),
)
_fault(
    _WEB,
    "no-second-try",
    "a delivery that failed is given up",
    Source(
        "webhooks.deliver",
        "        wait = self._backoff.seconds(delivery.attempt)\n",
        "        wait = None\n",
    ),
)
_fault(
    _WEB,
    "endpoints-of-all-environments",
    "events go to the tenant's endpoints of every environment",
    Source(
        "webhooks.events", "WHERE tenant = $1 AND environment = $2", "WHERE tenant = $1 AND $2 = $2"
    ),
)
_fault(
    _WEB,
    "endpoints-of-all-tenants",
    "events go to every tenant's endpoints",
    Source(
        "webhooks.events",
        "WHERE tenant = $1 AND environment = $2",
        "WHERE $1 = $1 AND environment = $2",
    ),
)
_fault(
    _WEB,
    "replay-told-again",
    "a replayed request is told again",
    Source(
        "app",
        "                if stored is not None:\n                    exchange.replayed = True\n",
        "                if stored is not None:\n                    exchange.replayed = True\n"
        "                    from azotte_sandbox.webhooks import events\n"
        "                    doc = msgspec.json.decode(stored)\n"
        '                    name = {"customer": "customer.created", "payment": "payment.succeeded"}.get(doc["object"])\n'
        "                    if name:\n"
        "                        await events.record(call.context, db, name, doc)\n",
    ),
)

# --------------------------------------------------------------------------------------------------------- http

_HTTP = "http"
_wire(
    _HTTP,
    "head-not-there",
    "HEAD is not supported",
    lambda a: setattr(a, "status", 405) if a.method == "HEAD" else None,
)
_wire(
    _HTTP,
    "head-is-always-200",
    "HEAD is answered before anything is looked at",
    lambda a: setattr(a, "status", 200) if a.method == "HEAD" else None,
)
_wire(
    _HTTP,
    "options-fails",
    "OPTIONS was forgotten",
    lambda a: setattr(a, "status", 500) if a.method == "OPTIONS" else None,
)
_wire(
    _HTTP,
    "options-allows-everything",
    "OPTIONS lists every method",
    lambda a: a.set("allow", "GET, POST, PUT, PATCH, DELETE") if a.method == "OPTIONS" else None,
)
_fault(
    _HTTP,
    "method-override",
    "X-HTTP-Method-Override turns a read into a deletion",
    Source(
        "app",
        '        method = "GET" if exchange.method == "HEAD" else exchange.method\n',
        '        method = "GET" if exchange.method == "HEAD" else exchange.headers.get(b"x-http-method-override", exchange.method.encode()).decode()\n',
    ),
)
_fault(
    _HTTP,
    "unknown-parameter-counts",
    "a parameter that other lists have selects something here",
    Source(
        "contract.parameters",
        "        parameter = self._parameters.get(name)\n",
        '        if name == "page":\n            sent["limit"] = 1\n            return\n        parameter = self._parameters.get(name)\n',
    ),
)
_fault(
    _HTTP,
    "debug-parameter",
    "?debug shows what is inside",
    Source(
        "contract.parameters",
        "        parameter = self._parameters.get(name)\n",
        '        if name == "debug":\n            raise RuntimeError("debug")\n        parameter = self._parameters.get(name)\n',
    ),
)
_wire(
    _HTTP,
    "accept-obeyed",
    "a client that would like HTML gets a 406",
    lambda a: _html(a, 406) if a.request_headers.get("accept") == "text/html" else None,
)

# --------------------------------------------------------------------------------------------------------- time

_TIME = "time"
_fault(
    _TIME,
    "period-end-ignored",
    "what should end with its period is renewed",
    Source("billing", '    elif doc["cancel_at_period_end"]:', "    elif False:"),
)
_fault(
    _TIME,
    "period-too-early",
    "periods end a day early",
    Source(
        "billing",
        '        case "trialing" | "active":\n            return cast("int", doc["current_period_end"])',
        '        case "trialing" | "active":\n            return cast("int", doc["current_period_end"]) - 86_400',
    ),
)
_fault(
    _TIME,
    "period-overlaps",
    "the next period begins with the old one",
    Source(
        "billing",
        'doc["current_period_start"] = period_start(billing.anchor, interval, billing.period)',
        'doc["current_period_start"] = period_start(billing.anchor, interval, max(billing.period - 1, 0))',
    ),
)

# ------------------------------------------------------------------------------------------------------ latency

_wire(
    "latency",
    "slow-operation",
    "one operation does something slow",
    lambda a: asyncio.sleep(0.7) if a.path.endswith("/pause") else None,
)


# What the changes of answers do.


def _turn(answer: Answer, old: int, new: int, code: str, kind: str) -> None:
    if answer.status == old:
        answer.status = new
        _change_error(answer, code=code, type=kind)
        answer.set("allow", None)


def _change_error(answer: Answer, **members: str) -> None:
    body = answer.json
    if answer.status >= 400 and isinstance(body, dict) and "error" in body:
        body["error"].update(members)
        answer.json = body


def _plain_error(answer: Answer) -> None:
    body = answer.json
    if isinstance(body, dict) and "error" in body:
        answer.json = body["error"]


def _html(answer: Answer, status: int | None = None) -> None:
    answer.status = status or answer.status
    answer.body = b"<html><body><h1>Not Found</h1></body></html>"
    answer.set("content-type", "text/html")


def _empty(answer: Answer) -> None:
    answer.status, answer.body = 204, b""
    answer.set("content-type", None)


def _drop_nulls(thing: dict[str, Any]) -> None:
    for name in [name for name, value in thing.items() if value is None]:
        del thing[name]


def _drop(answer: Answer, name: str) -> None:
    body = answer.json
    if isinstance(body, dict):
        body.pop(name, None)
        answer.json = body


def _echo_key(answer: Answer) -> None:
    if answer.status == 401:
        _change_error(
            answer, message=f"Invalid API key provided: {answer.request_headers.get('x-api-key')}"
        )


def _of_another(answer: Answer) -> bool:
    """Whether the object in the path is another tenant's."""
    tenant = answer.request_headers.get("x-tn", "")
    owners: dict[str, str] = answer.memory
    for thing in answer.objects() if answer.status == 201 else []:
        owners[thing["id"]] = tenant
    return any(owners.get(part, tenant) != tenant for part in answer.path.split("/"))
