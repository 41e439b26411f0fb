"""The report as one page that needs nothing else: no server, no network."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from azotte_conformance.coverage import UNROUTED, Item
from azotte_conformance.encoders import Untrusted, html
from azotte_conformance.reports.text_report import MANY
from azotte_conformance.result import Result

_TEMPLATE = Path(__file__).parent / "report.html.jinja"


def to_html(result: Result) -> str:
    """The whole report."""
    environment = jinja2.Environment(
        autoescape=True,
        finalize=_encoded,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["code"] = _code
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    broken = {finding.rule.id for finding in result.findings}
    families: dict[str, list[tuple[Markup, str]]] = {}
    for rule in result.rules:
        state = "broken" if rule.id in broken else "held" if result.was_tried(rule) else "not tried"
        families.setdefault(rule.family, []).append((_code(rule.sentence), state))
    return template.render(
        result=result,
        began=datetime.fromtimestamp(result.began, UTC).strftime("%-d %B %Y, %H:%M UTC"),
        many=MANY,
        findings=result.findings.of("finding"),
        warnings=result.findings.of("warning"),
        notes=result.findings.of("note"),
        families=families,
        coverage=result.coverage.summary(),
        operations=_operations(result),
        longest=max((seconds for _, seconds, _ in result.jobs), default=1.0),
    )


def _encoded(value: Any) -> Any:
    """What the template writes, unless it is markup already."""
    return (
        html(str(value))
        if isinstance(value, str | Untrusted) and not isinstance(value, Markup)
        else value
    )


def _code(text: str) -> Markup:
    """A sentence whose parts in backticks are code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(html(part)) if index % 2 else html(part)
        for index, part in enumerate(parts)
    )


def _operations(result: Result) -> list[dict[str, Any]]:
    """Each operation with what of it was exercised."""
    seen = result.coverage.seen
    rows: list[dict[str, Any]] = []
    everything = result.coverage.everything()
    for operation in [*result.contract.operations.values(), None]:
        id = operation.id if operation else UNROUTED
        mine: dict[str, list[tuple[str, int]]] = {}
        for item in everything:
            if item.operation == id and item.kind not in ("operation", "webhook"):
                mine.setdefault(item.kind, []).append((item.name, seen[item]))
        rows.append(
            {
                "id": id,
                "method": operation.method if operation else "",
                "path": operation.path if operation else "responses before an operation is chosen",
                "requests": seen[Item("operation", id, id)],
                "kinds": mine,
                "latency": result.latencies.get(id),
            }
        )
    rows.append(
        {
            "id": "webhooks",
            "method": "",
            "path": "events that were delivered",
            "requests": 0,
            "kinds": {"webhook": [(i.name, seen[i]) for i in everything if i.kind == "webhook"]},
            "latency": None,
        }
    )
    return rows
