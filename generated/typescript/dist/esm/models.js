// Generated from generated/typescript/src/models.ts: edit there, not here.
export {};
