"""Faults in what is stored."""

from tests.contract.faults.changes import Migration, Source
from tests.contract.faults.fault import fault

FAULTS = [
    fault(
        "update-not-stored",
        "a change is answered, but not stored",
        Source(
            "store.objects",
            'await db.execute(_update(self._name, tuple(values)), *world, doc["id"], *values.values())',
            "pass",
        ),
    ),
    fault(
        "update-replaces",
        "a change sets what is not sent to null",
        Source(
            "resources.customers",
            "    doc = before | changes\n",
            '    doc = before | {"name": None, "phone": None} | changes\n',
        ),
    ),
    fault(
        "null-ignored",
        "null does not clear a member",
        Source(
            "resources.customers",
            "    changes = dict(call.body)\n",
            "    changes = {k: v for k, v in call.body.items() if v is not None}\n",
        ),
    ),
    fault(
        "metadata-merged",
        "metadata is merged, not replaced",
        Source(
            "resources.customers",
            "    doc = before | changes\n",
            '    doc = before | changes\n    doc["metadata"] = before["metadata"] | changes.get("metadata", {})\n',
        ),
    ),
    fault(
        "address-merged",
        "the address is merged, not replaced",
        Source(
            "resources.customers",
            '        changes["address"] = _address(changes["address"])\n',
            '        changes["address"] = changes["address"] and {**(before["address"] or _address({})), **changes["address"]}\n',
        ),
    ),
    fault(
        "created-reset",
        "a change sets created anew",
        Source(
            "resources.customers",
            "    doc = before | changes\n",
            '    doc = before | changes | {"created": before["created"] + 1}\n',
        ),
    ),
    fault(
        "email-folded",
        "emails are stored in lower case",
        Source("resources.customers", '"email": body["email"],', '"email": body["email"].lower(),'),
    ),
    fault(
        "name-trimmed",
        "names are trimmed",
        Source(
            "resources.customers",
            '"name": body.get("name"),',
            '"name": body.get("name") and body["name"].strip(),',
        ),
    ),
    fault(
        "name-cut",
        "long names are cut",
        Source(
            "resources.customers",
            '"name": body.get("name"),',
            '"name": body.get("name") and body["name"][:128],',
        ),
    ),
    fault(
        "unicode-normalized",
        "names are normalized",
        Source(
            "resources.customers",
            '"name": body.get("name"),',
            '"name": body.get("name") and __import__("unicodedata").normalize("NFC", body["name"]),',
        ),
    ),
    fault(
        "phone-forgotten",
        "one member is not stored at creation",
        Source("resources.customers", '"phone": body.get("phone"),', '"phone": None,'),
    ),
    fault(
        "deleted-still-listed",
        "deleted customers are still listed",
        Source(
            "store.objects",
            '"tenant = $1", "environment = $2", "hidden = 0"]',
            '"tenant = $1", "environment = $2", "hidden < 2"]',
        ),
    ),
    fault(
        "deleted-still-there",
        "deleted customers can still be read",
        Source(
            "store.objects",
            '" WHERE tenant = $1 AND environment = $2 AND id = $3 AND hidden = 0",',
            '" WHERE tenant = $1 AND environment = $2 AND id = $3",',
        ),
    ),
    fault(
        "delete-does-nothing",
        "deleting is answered, but nothing is deleted",
        Source(
            "resources.customers",
            "UPDATE customer SET hidden = 1, email = NULL, doc = $4",
            "UPDATE customer SET hidden = hidden + 0 * LENGTH($4)",
        ),
    ),
    fault(
        "delete-keeps-subscriptions",
        "deleting a customer leaves the subscriptions running",
        Source(
            "resources.customers",
            '    await subscriptions.cancel_all_of(context, db, before["id"])\n',
            "",
        ),
    ),
    fault(
        "delete-takes-payments",
        "deleting a customer deletes the payments too",
        Source(
            "resources.customers",
            '    await subscriptions.cancel_all_of(context, db, before["id"])\n',
            '    await subscriptions.cancel_all_of(context, db, before["id"])\n'
            '    await db.execute("UPDATE payment SET hidden = 1 WHERE tenant = $1 AND environment = $2 AND customer = $3",'
            ' *context.world, before["id"])\n',
        ),
    ),
    fault(
        "email-not-unique",
        "two customers may share an email",
        Migration(
            "0001_initial.sql", "CREATE UNIQUE INDEX customer_email", "CREATE INDEX customer_email"
        ),
    ),
    fault(
        "email-unique-with-case",
        "emails that differ in case are different",
        Source("store.tables", '{"email": folded(doc["email"])}', '{"email": doc["email"]}'),
    ),
    fault(
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
    ),
    fault(
        "deleted-email-kept",
        "the email of a deleted customer stays taken",
        Migration(
            "0001_initial.sql",
            "ON customer (tenant, environment, email) WHERE hidden = 0",
            "ON customer (tenant, environment, email)",
        ),
        Source("resources.customers", "hidden = 1, email = NULL, doc = $4", "hidden = 1, doc = $4"),
    ),
    fault(
        "reference-not-named",
        "the 404 does not say which reference is wrong",
        Source("errors", '        {"field": field} if field else None,\n', "        None,\n"),
    ),
    fault(
        "other-customers-subscription",
        "a payment may be for somebody else's subscription",
        Source(
            "resources.payments",
            '        if subscription["customer"] != body["customer"]:',
            "        if False:",
        ),
    ),
    fault(
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
    ),
    fault(
        "wrong-neighbour-deleted",
        "deleting takes the object before as well",
        Source(
            "resources.customers",
            '" WHERE tenant = $1 AND environment = $2 AND id = $3",\n        *context.world,\n        before["id"],\n        body,',
            '" WHERE tenant = $1 AND environment = $2 AND seq IN (SELECT seq FROM customer WHERE id = $3 UNION SELECT seq - 1 FROM customer WHERE id = $3)",\n        *context.world,\n        before["id"],\n        body,',
        ),
    ),
    fault(
        "empty-metadata-value-deletes",
        "an entry of metadata that is empty is taken out",
        Source(
            "resources.customers",
            '"metadata": body.get("metadata", {}),',
            '"metadata": {k: v for k, v in body.get("metadata", {}).items() if v},',
        ),
    ),
    fault(
        "empty-metadata-ignored",
        "empty metadata does not replace what is there",
        Source(
            "resources.subscriptions", '    if "metadata" in body:', '    if body.get("metadata"):'
        ),
    ),
    fault(
        "null-becomes-empty",
        "a name that is null is stored as an empty text",
        Source(
            "resources.customers", '"name": body.get("name"),', '"name": body.get("name") or "",'
        ),
    ),
    fault(
        "empty-becomes-null",
        "a name that is empty is stored as null",
        Source(
            "resources.customers", '"name": body.get("name"),', '"name": body.get("name") or None,'
        ),
    ),
    fault(
        "phone-normalized",
        "spaces are taken out of phone numbers",
        Source(
            "resources.customers",
            '"phone": body.get("phone"),',
            '"phone": body.get("phone") and body["phone"].replace(" ", ""),',
        ),
    ),
    fault(
        "html-escaped",
        "names are escaped for a web page when they are stored",
        Source(
            "resources.customers",
            '"name": body.get("name"),',
            '"name": body.get("name") and __import__("html").escape(body["name"]),',
        ),
    ),
    fault(
        "metadata-names-folded",
        "names of metadata are stored in lower case",
        Source(
            "resources.customers",
            '"metadata": body.get("metadata", {}),',
            '"metadata": {k.lower(): v for k, v in body.get("metadata", {}).items()},',
        ),
    ),
    fault(
        "metadata-value-cut",
        "values of metadata are cut at 255 characters",
        Source(
            "resources.customers",
            '"metadata": body.get("metadata", {}),',
            '"metadata": {k: v[:255] for k, v in body.get("metadata", {}).items()},',
        ),
    ),
    fault(
        "address-line-lost",
        "the second line of an address is not stored",
        Source(
            "resources.customers",
            '_ADDRESS = ("line1", "line2", "city",',
            '_ADDRESS = ("line1", "city",',
        ),
    ),
    fault(
        "email-filter-stale",
        "a changed email is still found under the old one",
        Source(
            "store.objects",
            '        values: dict[str, Value] = {**self._columns(doc), **columns, "doc": body}\n        await db.execute(_update',
            '        values: dict[str, Value] = {**({} if self._name == "customer" else self._columns(doc)), **columns, "doc": body}\n        await db.execute(_update',
        ),
    ),
    fault(
        "own-email-taken",
        "an email in another case is taken, also by its own holder",
        Source(
            "resources.customers",
            "    doc = before | changes\n",
            '    doc = before | changes\n    if doc["email"] != before["email"] and doc["email"].lower() == before["email"].lower():\n        raise _taken()\n',
        ),
    ),
]
