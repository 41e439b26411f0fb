// Generated from generated/typescript/src/credentials.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.credentials = void 0;
/** How each of them is sent. */
exports.credentials = {
  apiKey: {
    name: 'x-api-key',
    secret: '-H "x-api-key: $AZOTTE_API_KEY"',
    variable: 'AZOTTE_API_KEY',
    pattern: /^(pk|sk)_(dev|live)_[A-Za-z0-9]+$/,
    kinds: [
      { prefix: 'pk_dev_', type: 'publishable', environment: 'development' },
      { prefix: 'sk_dev_', type: 'secret', environment: 'development' },
      { prefix: 'pk_live_', type: 'publishable', environment: 'production' },
      { prefix: 'sk_live_', type: 'secret', environment: 'production' },
    ],
  },
  tenantId: { name: 'x-tn', variable: 'AZOTTE_TENANT_ID' },
};
