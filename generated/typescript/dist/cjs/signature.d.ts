// Generated from src/signature.ts: edit there, not here.
/** The raw body of a delivery, not parsed. */
export type RawBody = string | ArrayBuffer | Uint8Array;
/** One secret, or several while you rotate them. Unset ones are ignored if another is set. */
export type Secrets = string | undefined | null | readonly (string | undefined | null)[];
/** The signature header as web frameworks return it. */
export type SignatureHeader = string | readonly string[] | null | undefined;
export interface SignatureOptions {
  /** Maximum difference between the time of the signature and now, in seconds. */
  readonly tolerance?: number | undefined;
  /** Rejects signatures without a time (`sha256=…`), which do not protect against replays. */
  readonly requireTimestamp?: boolean | undefined;
  /** The current time in Unix seconds. Defaults to the system clock. */
  readonly now?: number | undefined;
}
/**
 * Checks that a delivery was signed with one of the secrets: HMAC-SHA256 of the body (`sha256=…`) or of `<t>.<body>`
 * (`t=…,v1=…`).
 *
 * @throws SignatureError The signature is missing, malformed, wrong or expired.
 * @throws InvalidArgumentError No secret is set, or an option is invalid.
 */
export declare function checkSignature(
  body: RawBody,
  given: SignatureHeader,
  secrets: Secrets,
  options: SignatureOptions & {
    readonly tolerance: number;
  },
): Promise<void>;
/**
 * Signs a body as the platform does, for your tests.
 *
 * @param timestamp Unix seconds. Without it the signature is `sha256=…`.
 * @returns The value of the signature header.
 */
export declare function sign(body: RawBody, secret: string, timestamp?: number): Promise<string>;
