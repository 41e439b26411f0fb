// Copied from templates/typescript/runtime/src/opentelemetry.ts: edit there, not here.
import type { CallEvent, Listener, RequestStarted } from './events.js';

/** What is used of a `Tracer` of `@opentelemetry/api`. */
interface Tracer {
  startSpan(
    name: string,
    options: { readonly kind: number; readonly attributes: Record<string, string | number> },
  ): Span;
}

interface Span {
  setAttribute(name: string, value: string | number): unknown;
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  end(): void;
}

// Of @opentelemetry/api, which is not imported for them: a client without traces needs no package.
const SPAN_KIND_CLIENT = 2;
const STATUS_ERROR = 2;

/**
 * Returns a listener that makes spans. Each attempt is a client span with the attributes of the semantic conventions for HTTP
 * (https://opentelemetry.io/docs/specs/semconv/http/http-spans/), named after the method and the contract's path.
 *
 * @param tracer A tracer, for example `trace.getTracer('azotte')` of `@opentelemetry/api`.
 */
export function openTelemetry(tracer: Tracer): Listener {
  const spans = new Map<string, Span>();
  return (event: CallEvent) => {
    const key = `${event.call} ${event.attempt}`;
    if (event.type === 'request_started') {
      spans.set(key, started(tracer, event));
    } else if (event.type !== 'retry_scheduled') {
      const span = spans.get(key)!;
      spans.delete(key);
      end(span, event);
    }
  };
}

function started(tracer: Tracer, event: RequestStarted): Span {
  const { attempt, method, operation, path, tenantId, url } = event;
  const { hostname, port, protocol } = new URL(url);
  return tracer.startSpan(`${method} ${path}`, {
    kind: SPAN_KIND_CLIENT,
    attributes: {
      'http.request.method': method,
      'url.full': url,
      'url.template': path,
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
      'azotte.operation': operation,
      'azotte.tenant_id': tenantId,
      ...(attempt > 1 && { 'http.request.resend_count': attempt - 1 }),
    },
  });
}

function end(
  span: Span,
  event: Extract<CallEvent, { type: 'response_received' | 'attempt_failed' }>,
): void {
  if (event.type === 'attempt_failed') {
    span.setAttribute('error.type', event.reason);
    span.setStatus({ code: STATUS_ERROR, message: event.message });
  } else {
    span.setAttribute('http.response.status_code', event.status);
    if (event.requestId !== undefined) {
      span.setAttribute('azotte.request_id', event.requestId);
    }
    if (event.status >= 400) {
      span.setAttribute('error.type', String(event.status));
      span.setStatus({ code: STATUS_ERROR });
    }
  }
  span.end();
}
