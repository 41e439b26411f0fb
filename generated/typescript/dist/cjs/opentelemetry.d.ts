// Generated from generated/typescript/src/opentelemetry.ts: edit there, not here.
import type { Listener } from './events.js';
/** What is used of a `Tracer` of `@opentelemetry/api`. */
interface Tracer {
  startSpan(
    name: string,
    options: {
      readonly kind: number;
      readonly attributes: Record<string, string | number>;
    },
  ): Span;
}
interface Span {
  setAttribute(name: string, value: string | number): unknown;
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  end(): void;
}
/**
 * Returns a listener that makes spans. Each attempt is a client span with the attributes of the semantic conventions for HTTP
 * (https://opentelemetry.io/docs/specs/semconv/http/http-spans/), named after the method and the contract's path.
 *
 * @param tracer A tracer, for example `trace.getTracer('azotte')` of `@opentelemetry/api`.
 */
export declare function openTelemetry(tracer: Tracer): Listener;
export {};
