// Generated from src/operation.ts: edit there, not here.
export {};
