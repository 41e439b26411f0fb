// Generated from generated/typescript/src/credentials.ts: edit there, not here.
import type { Credential, Secret } from './keys.js';
/** What authenticates a client. */
export interface Credentials {
  /** The API key, or a function that returns it. The function is called again after a 401. */
  readonly apiKey?: Secret | undefined;
  /** The ID of the tenant whose data the request reads or writes. */
  readonly tenantId?: string | undefined;
}
/** How each of them is sent. */
export declare const credentials: Readonly<Record<keyof Credentials, Credential>>;
