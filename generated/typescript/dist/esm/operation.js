// Generated from generated/typescript/src/operation.ts: edit there, not here.
export {};
