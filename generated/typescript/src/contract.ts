// Generated from openapi/ and templates/typescript/src/contract.ts.jinja: edit there, not here.

import { families } from './api-errors.js';
import { credentials } from './credentials.js';
import type { Contract } from './operation.js';
import { shapes } from './shapes.js';

export const contract: Contract = {
  version: '1.0.0',
  servers: [
    { url: 'https://api.azotte.com/v1', environments: ['development', 'production'] },
    { url: 'http://127.0.0.1:8787/v1', environments: ['development'] },
  ],
  credentials,
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
  errors: families,
  shapes,
};
