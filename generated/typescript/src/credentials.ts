// Generated from openapi/ and templates/typescript/src/credentials.ts.jinja: edit there, not here.

import type { Credential, Secret } from './keys.js';

/** What authenticates a client. */
export interface Credentials {
  /** The API key, or a function that returns it. The function is called again after a 401. */
  readonly apiKey?: Secret | undefined;
  /** The ID of the tenant whose data the request reads or writes. */
  readonly tenantId?: string | undefined;
}

/** How each of them is sent. */
export const credentials: Readonly<Record<keyof Credentials, Credential>> = {
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
