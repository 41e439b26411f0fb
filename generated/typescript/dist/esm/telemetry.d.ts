// Generated from generated/typescript/src/telemetry.ts: edit there, not here.
export * from '../cjs/telemetry.js';
