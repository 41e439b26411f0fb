"""Faults in how repeated requests are taken."""

from tests.contract.faults.changes import OtherContract, Source
from tests.contract.faults.fault import fault, wire

FAULTS = [
    fault(
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
    ),
    fault(
        "body-not-compared",
        "a key with another body gets the stored answer",
        Source("idempotency", "if row[0] != fingerprint:", "if False:"),
    ),
    fault(
        "path-not-compared",
        "a key with another object gets the stored answer",
        Source(
            "idempotency",
            "request = [call.operation.id, call.path, call.body]",
            "request = [call.operation.id, call.body]",
        ),
    ),
    fault(
        "operation-not-compared",
        "a key with another operation gets the stored answer",
        Source(
            "idempotency",
            "request = [call.operation.id, call.path, call.body]",
            "request = [call.path, call.body]",
        ),
    ),
    fault(
        "replay-not-marked",
        "a stored answer does not say that it is one",
        Source("app", 'headers.append((b"idempotent-replayed", b"true"))', "pass"),
    ),
    fault(
        "always-marked",
        "every answer to a request with a key says that it was stored",
        Source(
            "app",
            "        if exchange.replayed:",
            '        if b"idempotency-key" in exchange.request.headers:',
        ),
    ),
    fault(
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
    ),
    fault(
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
    ),
    fault(
        "forgotten-early",
        "keys are kept for an hour",
        OtherContract("/components/parameters/IdempotencyKey/x-retention-seconds", 3600),
    ),
    fault(
        "never-forgotten",
        "keys are kept for ever",
        OtherContract("/components/parameters/IdempotencyKey/x-retention-seconds", 10**9),
    ),
    fault(
        "long-key-cut",
        "keys are cut to 32 characters",
        Source(
            "app",
            '    key = sent.decode("latin-1")\n',
            '    key = sent.decode("latin-1")\n    if len(key) > 64:\n        raise RuntimeError("value too long for type character varying(64)")\n',
        ),
    ),
    fault(
        "key-form-unchecked",
        "a key of any form is taken",
        Source("app", "    if not rule.key.is_valid(key):", "    if False:"),
    ),
    wire(
        "replay-is-200",
        "a stored answer comes with 200, whatever it was",
        lambda a: setattr(a, "status", 200) if a.header("idempotent-replayed") else None,
    ),
    fault(
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
    ),
    fault(
        "key-any-case",
        "keys that differ in case are one key",
        Source(
            "app",
            '    key = sent.decode("latin-1")\n',
            '    key = sent.decode("latin-1").lower()\n',
        ),
    ),
    fault(
        "long-keys-collide",
        "of a long key the beginning counts",
        Source(
            "app",
            '            f"{rule.header.decode()} must be 1 to 255 printable ASCII characters without spaces.",\n            {"field": rule.header.decode(), "constraint": "pattern"},\n        )\n    return key\n',
            '            f"{rule.header.decode()} must be 1 to 255 printable ASCII characters without spaces.",\n            {"field": rule.header.decode(), "constraint": "pattern"},\n        )\n    return key[:64]\n',
        ),
    ),
    fault(
        "scoped-by-operation",
        "each operation has keys of its own",
        Source(
            "app",
            "    return key\n\n\nasync def _body(",
            '    return f"{operation.id}:{key}"\n\n\nasync def _body(',
        ),
    ),
    fault(
        "scoped-by-path",
        "each object has keys of its own",
        Source(
            "idempotency",
            "    world, now = call.context.world, call.context.now\n",
            '    world, now = call.context.world, call.context.now\n    key += call.path.get("id", "")\n',
        ),
        Source(
            "idempotency",
            "    await db.execute(_FINISH, *call.context.world, key,",
            '    await db.execute(_FINISH, *call.context.world, key + call.path.get("id", ""),',
        ),
    ),
    fault(
        "spelling-compared",
        "the bytes of the body are compared, not what they say",
        Source(
            "idempotency",
            'request, order="deterministic"',
            "request",
        ),
    ),
    fault(
        "refusal-burns-key",
        "a request that is refused uses up its key",
        Source(
            "app",
            "            result = await handler(call, db)\n",
            "            burnt = self.__dict__.setdefault('burnt', set())\n"
            "            if (call.context.world, key) in burnt:\n"
            '                raise ApiError("idempotency_key_reused", "This idempotency key was used with another request.")\n'
            "            try:\n"
            "                result = await handler(call, db)\n"
            "            except ApiError:\n"
            "                if key is not None:\n"
            "                    burnt.add((call.context.world, key))\n"
            "                raise\n",
        ),
    ),
]
