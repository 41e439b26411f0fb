"""Faults in what lists select."""

from tests.contract.faults.changes import Source
from tests.contract.faults.fault import fault, wire

FAULTS = [
    fault(
        "gte-exclusive",
        "created[gte] leaves out the moment itself",
        Source("store.objects", '"[gte]": "{column} >= {value}"', '"[gte]": "{column} > {value}"'),
    ),
    fault(
        "lte-ignored",
        "created[lte] selects everything",
        Source("store.objects", '"[lte]": "{column} <= {value}"', '"[lte]": "{value} = {value}"'),
    ),
    fault(
        "contains-case",
        "email[contains] minds the case",
        Source("store.objects", "    text = folded(text)\n    for special", "    for special"),
        Source(
            "store.objects",
            "{column} LIKE {value} ESCAPE '!'",
            "{column} LIKE {value} ESCAPE '!' AND {column} GLOB REPLACE({value}, '%', '*')",
        ),
    ),
    fault(
        "contains-wildcards",
        "% and _ in email[contains] are wildcards",
        Source("store.objects", '    for special in "!%_":', '    for special in "!":'),
    ),
    fault(
        "contains-is-prefix",
        "email[contains] looks at the beginning only",
        Source("store.objects", 'return f"%{text}%"', 'return f"{text}%"'),
    ),
    fault(
        "filters-or",
        "of two filters one has to fit",
        Source(
            "store.objects",
            "f\"SELECT doc FROM {table} WHERE {' AND '.join(conditions)}\"",
            "f\"SELECT doc FROM {table} WHERE {' AND '.join(conditions[:3])} AND ({' OR '.join(conditions[3:]) or '1'})\"",
        ),
    ),
    fault(
        "status-column-stale",
        "the column that status is filtered by is not kept up to date",
        Source(
            "store.objects",
            '        values: dict[str, Value] = {**self._columns(doc), **columns, "doc": body}\n        await db.execute(_update',
            '        values: dict[str, Value] = {**columns, "doc": body}\n        await db.execute(_update',
        ),
    ),
    fault(
        "plan-column-stale",
        "the plan that is filtered by is that of the beginning",
        Source(
            "store.tables",
            '        "plan": doc["plan"]["id"],\n',
            '        **({"plan": doc["plan"]["id"]} if doc["status"] != "paused" else {"plan": "plan_basic"}),\n',
        ),
    ),
    wire(
        "expanded-always",
        "the subscriptions are embedded in any case",
        lambda a: a.change_objects(
            lambda o: o.setdefault(
                "subscriptions", {"object": "list", "data": [], "has_more": False}
            ),
            "customer",
        ),
    ),
    fault(
        "expanded-all",
        "the embedded subscriptions are everybody's",
        Source("resources.customers", ', customer=call.path["id"]', ""),
    ),
    fault(
        "equal-is-prefix",
        "a filter by id takes the beginning of one",
        Source("store.objects", '"": "{column} = {value}"', '"": "{column} LIKE {value} || \'%\'"'),
    ),
    fault(
        "second-filter-ignored",
        "of several filters the first counts",
        Source(
            "store.objects",
            "f\"SELECT doc FROM {table} WHERE {' AND '.join(conditions)}\"",
            "f\"SELECT doc FROM {table} WHERE {' AND '.join(conditions[:4])}\"",
        ),
    ),
    fault(
        "gte-truncated-to-minutes",
        "created[gte] counts in whole minutes",
        Source(
            "store.objects",
            '"[gte]": "{column} >= {value}"',
            '"[gte]": "{column} / 60 >= {value} / 60"',
        ),
    ),
    fault(
        "more-with-filter",
        "with a filter there is always more",
        Source(
            "store.objects",
            "return Page(docs, len(rows) > limit)",
            'return Page(docs, len(rows) > limit or bool(docs) and any("email" in name for name in wanted))',
        ),
    ),
]
