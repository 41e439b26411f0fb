"""Traces for OpenTelemetry. `pip install 'azotte[opentelemetry]'`.

    azotte = Azotte(on_event=telemetry.OpenTelemetry())

Each attempt is a client span with the attributes of the semantic conventions for HTTP
(https://opentelemetry.io/docs/specs/semconv/http/http-spans/), named after the method and the contract's path.
"""

from __future__ import annotations

from urllib.parse import urlsplit

try:
    from opentelemetry.trace import Span, SpanKind, StatusCode, TracerProvider, get_tracer
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "azotte.telemetry needs one more package: pip install 'azotte[opentelemetry]'"
    ) from None

from azotte._contract import VERSION
from azotte.events import AttemptFailed, Event, RequestStarted, ResponseReceived, RetryScheduled

__all__ = ["OpenTelemetry"]

_DEFAULT_PORTS = {"https": 443, "http": 80}


class OpenTelemetry:
    """A listener that makes spans. Give it to a client's `on_event`."""

    def __init__(self, tracer_provider: TracerProvider | None = None) -> None:
        """Make a listener.

        Args:
            tracer_provider: Where spans go; Defaults to that of the process.
        """
        self._tracer = get_tracer("azotte", VERSION, tracer_provider)
        self._spans: dict[tuple[int, int], Span] = {}

    def __call__(self, event: Event) -> None:
        """Begin, continue or end a span."""
        key = (event.call, event.attempt)
        match event:
            case RequestStarted():
                self._spans[key] = self._begin(event)
            case ResponseReceived():
                span = self._spans.pop(key)
                span.set_attribute("http.response.status_code", event.status)
                if event.request_id is not None:
                    span.set_attribute("azotte.request_id", event.request_id)
                if event.status >= 400:
                    span.set_attribute("error.type", str(event.status))
                    span.set_status(StatusCode.ERROR)
                span.end()
            case AttemptFailed():
                span = self._spans.pop(key)
                span.set_attribute("error.type", event.reason)
                span.set_status(StatusCode.ERROR, event.message)
                span.end()
            case RetryScheduled():
                pass

    def _begin(self, event: RequestStarted) -> Span:
        parts = urlsplit(event.url)
        attributes: dict[str, str | int] = {
            "http.request.method": event.method,
            "url.full": event.url,
            "url.template": event.path,
            "server.address": parts.hostname or "",
            "server.port": parts.port or _DEFAULT_PORTS[parts.scheme],
            "azotte.operation": event.operation,
            "azotte.tenant_id": event.tenant_id,
        }
        if event.attempt > 1:
            attributes["http.request.resend_count"] = event.attempt - 1
        return self._tracer.start_span(
            f"{event.method} {event.path}", kind=SpanKind.CLIENT, attributes=attributes
        )
