// Generated from src/contract.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.contract = void 0;
const api_errors_js_1 = require('./api-errors.js');
const shapes_js_1 = require('./shapes.js');
exports.contract = {
  version: '1.0.0',
  keys: {
    environmentVariable: 'AZOTTE_API_KEY',
    pattern: /^(pk|sk)_(dev|live)_[A-Za-z0-9]+$/,
    kinds: [
      { prefix: 'pk_dev_', type: 'publishable', environment: 'development' },
      { prefix: 'sk_dev_', type: 'secret', environment: 'development' },
      { prefix: 'pk_live_', type: 'publishable', environment: 'production' },
      { prefix: 'sk_live_', type: 'secret', environment: 'production' },
    ],
    servers: [
      { url: 'https://api.azotte.com/v1', environments: ['development', 'production'] },
      { url: 'http://127.0.0.1:8787/v1', environments: ['development'] },
    ],
  },
  tenantVariable: 'AZOTTE_TENANT_ID',
  headers: {
    apiKey: 'x-api-key',
    tenant: 'x-tn',
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
