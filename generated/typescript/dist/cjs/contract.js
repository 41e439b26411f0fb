// Generated from generated/typescript/src/contract.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.contract = void 0;
const api_errors_js_1 = require('./api-errors.js');
const credentials_js_1 = require('./credentials.js');
const shapes_js_1 = require('./shapes.js');
exports.contract = {
  version: '1.0.0',
  servers: [
    { url: 'https://api.azotte.com/v1', environments: ['development', 'production'] },
    { url: 'http://127.0.0.1:8787/v1', environments: ['development'] },
  ],
  credentials: credentials_js_1.credentials,
  security: [['apiKey', 'tenantId']],
  headers: {
    idempotencyKey: 'idempotency-key',
    requestId: 'x-request-id',
    replayed: 'idempotent-replayed',
    rateLimit: {
      limit: 'x-ratelimit-limit',
      remaining: 'x-ratelimit-remaining',
      reset: 'x-ratelimit-reset',
    },
    retryAfter: ['retry-after', 'x-ratelimit-retry-after'],
  },
  errors: api_errors_js_1.families,
  shapes: shapes_js_1.shapes,
};
