// Generated from src/index.ts: edit there, not here.
export * from '../cjs/index.js';
