// Generated from generated/typescript/src/telemetry.ts: edit there, not here.
export { openTelemetry } from './opentelemetry.js';
