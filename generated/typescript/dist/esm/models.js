// Generated from src/models.ts: edit there, not here.
export {};
