// Generated from generated/typescript/src/testing.ts: edit there, not here.
export * from '../cjs/testing.js';
