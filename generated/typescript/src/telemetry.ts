// Generated from openapi/ and templates/typescript/src/telemetry.ts.jinja: edit there, not here.

export { openTelemetry } from './opentelemetry.js';
