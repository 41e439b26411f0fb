// Generated from src/operation.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
