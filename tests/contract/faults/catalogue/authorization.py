"""Faults in who may do what."""

from tests.contract.faults.changes import OtherContract, Source
from tests.contract.faults.fault import fault, wire
from tests.contract.faults.wire import turn

FAULTS = [
    fault(
        "publishable-writes",
        "a publishable key is refused on reads only",
        Source(
            "app",
            "if caller.key.type not in operation.key_types:",
            'if caller.key.type not in operation.key_types and operation.method == "GET":',
        ),
    ),
    fault(
        "publishable-reads",
        "a publishable key may read everything, not bundles only",
        Source(
            "app",
            "if caller.key.type not in operation.key_types:",
            'if caller.key.type not in operation.key_types and operation.method != "GET":',
        ),
    ),
    fault(
        "one-operation-open-to-publishable",
        "one operation was marked for publishable keys by mistake",
        OtherContract("/paths/~1payments/get/x-key-types", ["publishable", "secret"]),
    ),
    fault(
        "secret-refused-on-public",
        "operations for publishable keys refuse secret ones",
        OtherContract("/paths/~1bundles/get/x-key-types", ["publishable"]),
    ),
    fault(
        "key-prefix-compare",
        "a key is cut to its usual length before it is looked up",
        Source(
            "auth", "hashed = digest(key)", "hashed = digest(key[: 46 if b'_live_' in key else 45])"
        ),
    ),
    fault(
        "tenant-not-checked",
        "the tenant header is read, but not compared with the key's",
        Source("auth", "and hmac.compare_digest(stored.tenant.encode(), tenant)", "and tenant"),
    ),
    fault(
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
    ),
    fault(
        "tenant-any-case",
        "tenants are compared without regard to case",
        Source(
            "auth",
            "stored.tenant.encode(), tenant)",
            "stored.tenant.lower().encode(), tenant.lower())",
        ),
    ),
    fault(
        "revoked-key-works",
        "revoked keys are still good",
        Source(
            "auth",
            "and stored.is_good(now)",
            "and (stored.is_good(now) or stored.revoked_at is not None)",
        ),
    ),
    fault(
        "expired-key-works",
        "nobody looks when a key expires",
        Source("auth", "and stored.is_good(now)", "and stored.revoked_at is None"),
    ),
    fault(
        "revoked-key-told",
        "a revoked key has a message of its own",
        Source(
            "auth",
            "                now = int(time.time()) + offset\n",
            "                now = int(time.time()) + offset\n"
            "                if stored.hash == hashed and stored.revoked_at is not None:\n"
            '                    raise ApiError("authentication_failed", "This API key was revoked")\n',
        ),
    ),
    fault(
        "tenant-mismatch-told",
        "the wrong tenant for a good key is told apart",
        Source(
            "auth",
            "                now = int(time.time()) + offset\n",
            "                now = int(time.time()) + offset\n"
            "                if stored.hash == hashed and stored.tenant.encode() != tenant:\n"
            '                    raise ApiError("insufficient_permissions", "This key is of another tenant",'
            ' {"required_permissions": ["secret"]})\n',
        ),
    ),
    fault(
        "bearer-accepted",
        "a key in Authorization: Bearer is taken as well",
        Source(
            "auth",
            'key = headers.get(self._key_header, b"")',
            'key = headers.get(self._key_header) or headers.get(b"authorization", b"").removeprefix(b"Bearer ")',
        ),
    ),
    fault(
        "key-in-query",
        "a key in the query string is taken as well",
        Source(
            "app",
            "        caller = await self._authenticate(exchange)\n",
            '        name, _, value = request.query.partition(b"=")\n'
            '        if name == b"x-api-key":\n'
            '            request.headers[b"x-api-key"] = value\n'
            '            request = request._replace(query=b"")\n'
            "        caller = await self._authenticate(exchange)\n",
        ),
    ),
    fault(
        "repeated-key-header",
        "of two key headers the last one counts",
        Source("protocol", "if earlier is None:", 'if earlier is None or name == b"x-api-key":'),
    ),
    fault(
        "missing-key-is-400",
        "a request without a key is a bad request",
        Source(
            "auth",
            "        if 0 < len(key) <= LONGEST_KEY and tenant:",
            '        if not key:\n            raise ApiError("malformed_request", "Send x-api-key")\n'
            "        if 0 < len(key) <= LONGEST_KEY and tenant:",
        ),
    ),
    fault(
        "non-ascii-key-fails",
        "the key is decoded as ASCII",
        Source(
            "auth",
            'tenant = headers.get(self._tenant_header, b"")',
            'tenant = headers.get(self._tenant_header, b"")\n        key = key.decode("ascii").encode()',
        ),
    ),
    fault(
        "permissions-not-named",
        "the refusal does not say which type of key is needed",
        Source("app", '                {"required_permissions": list(operation.key_types)},\n', ""),
    ),
    fault(
        "validation-before-key",
        "parameters are checked before the key is",
        Source(
            "app",
            "        caller = await self._authenticate(exchange)\n",
            "        if operation is not None:\n"
            "            operation.query.read(request.query)\n"
            "        caller = await self._authenticate(exchange)\n",
        ),
    ),
    fault(
        "not-found-before-key",
        "whether the object exists is seen without a key",
        Source(
            "app",
            "        caller = await self._authenticate(exchange)\n",
            '        if parameters.get("id") and not request.headers.get(b"x-api-key"):\n'
            "            async def there(db):\n"
            '                tables = ("customer", "subscription", "payment", "bundle")\n'
            '                return [await db.fetch_one(f"SELECT 1 FROM {t} WHERE id = $1", parameters["id"])\n'
            "                        for t in tables]\n"
            "            if not any(await self._store.read(None, there)):\n"
            "                raise errors.missing()\n"
            "        caller = await self._authenticate(exchange)\n",
        ),
    ),
    wire(
        "forbidden-is-404",
        "a key of the wrong type gets a 404, to hide the operation",
        lambda a: turn(a, 403, 404, "resource_missing", "not_found_error"),
    ),
    fault(
        "tenant-prefix",
        "the beginning of a tenant's id is enough",
        Source(
            "auth",
            "and hmac.compare_digest(stored.tenant.encode(), tenant)",
            "and stored.tenant.encode().startswith(tenant)",
        ),
    ),
    wire(
        "head-needs-no-key",
        "HEAD is answered without a key",
        lambda a: setattr(a, "status", 200) if a.method == "HEAD" and a.status == 401 else None,
    ),
    fault(
        "sublist-open-to-publishable",
        "what a customer may use was opened to publishable keys",
        OtherContract(
            "/paths/~1customers~1{id}~1entitlements/get/x-key-types", ["publishable", "secret"]
        ),
    ),
]
