// Generated from src/models.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
