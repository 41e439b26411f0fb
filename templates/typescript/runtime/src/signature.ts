import { joined } from './body.js';
import { InvalidArgumentError, SignatureError } from './errors.js';
import { checkOptions, typeName } from './options.js';

const LONGEST_HEADER = 1000;
const OPTIONS: Readonly<Record<keyof SignatureOptions, true>> = {
  tolerance: true,
  requireTimestamp: true,
  now: true,
};

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
export async function checkSignature(
  body: RawBody,
  given: SignatureHeader,
  secrets: Secrets,
  options: SignatureOptions & { readonly tolerance: number },
): Promise<void> {
  checkOptions('webhooks.verify', options, OPTIONS);
  const { tolerance, now = Date.now() / 1000 } = options;
  if (!(tolerance >= 0 && tolerance < Infinity)) {
    throw new InvalidArgumentError(
      `tolerance must be a finite number of seconds, not ${String(tolerance)}.`,
    );
  }
  const known = knownSecrets(secrets);
  const header = typeof given === 'string' ? given : Array.isArray(given) ? given.join(',') : '';
  if (!header) {
    throw new SignatureError(
      'The delivery has no signature. Pass the value of the signature header.',
    );
  }
  // Each signature costs a computation.
  if (header.length > LONGEST_HEADER) {
    throw new SignatureError(`The signature is longer than ${LONGEST_HEADER} characters.`);
  }
  if (!isRaw(body)) {
    throw new SignatureError(
      `The body must be the raw text or bytes of the request, not ${typeName(body)}. ` +
        'Read it before a framework parses it.',
    );
  }
  const parts = header.split(',').map((part) => part.trim().split('=') as [string, string?]);
  const values = (name: string) => parts.filter(([key]) => key === name).map(([, value]) => value);
  const times = values('t');
  const [time] = times;
  const signatures = values(time === undefined ? 'sha256' : 'v1').filter(isSignature);
  if (!signatures.length || times.length > 1 || !/^\d{1,12}$/.test(time ?? '0')) {
    throw new SignatureError(
      'The signature must look like `t=…,v1=…` or `sha256=…`. Pass the header unchanged.',
    );
  }
  if (time === undefined && options.requireTimestamp) {
    throw new SignatureError('The signature has no time, and requireTimestamp is set.');
  }
  const signed = time === undefined ? bytes(body) : timed(time, body);
  // All pairs are compared, each in constant time (Web Crypto, section 14.3.5), so that the duration reveals nothing.
  const matches = await Promise.all(
    known.flatMap((secret) => signatures.map((signature) => isSignedBy(secret, signature, signed))),
  );
  if (!matches.includes(true)) {
    throw new SignatureError(
      'The signature matches none of the secrets. Check the secrets, and pass the raw body.',
    );
  }
  if (time !== undefined && !(Math.abs(now - Number(time)) <= tolerance)) {
    throw new SignatureError(
      `The time of the signature is more than ${tolerance} s from now. It may be a replay.`,
    );
  }
}

/**
 * Signs a body as the platform does, for your tests.
 *
 * @param timestamp Unix seconds. Without it the signature is `sha256=…`.
 * @returns The value of the signature header.
 */
export async function sign(body: RawBody, secret: string, timestamp?: number): Promise<string> {
  const [known] = knownSecrets(secret);
  const key = await hmacKey(known!, 'sign');
  const signed = timestamp === undefined ? bytes(body) : timed(String(timestamp), body);
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, signed));
  const hex = Array.from(signature, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return timestamp === undefined ? `sha256=${hex}` : `t=${timestamp},v1=${hex}`;
}

async function isSignedBy(secret: string, signature: string, signed: Uint8Array<ArrayBuffer>) {
  const key = await hmacKey(secret, 'verify');
  const claimed = Uint8Array.from(signature.match(/../g)!, (hex) => parseInt(hex, 16));
  return crypto.subtle.verify('HMAC', key, claimed, signed);
}

function hmacKey(secret: string, usage: 'sign' | 'verify'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    usage,
  ]);
}

function isSignature(value: string | undefined): value is string {
  return /^[0-9a-f]{64}$/.test(value ?? '');
}

function knownSecrets(secrets: Secrets): string[] {
  const known = [secrets].flat().filter((secret) => (secret ?? '') !== '');
  if (!known.length) {
    throw new InvalidArgumentError("No webhook secret is set. Pass your endpoint's secret.");
  }
  for (const secret of known) {
    if (typeof secret !== 'string') {
      throw new InvalidArgumentError(`A webhook secret must be text, not ${typeName(secret)}.`);
    }
  }
  return known as string[];
}

// Without `instanceof`: Jest and other sandboxes have constructors of their own.
function isRaw(body: unknown): boolean {
  const name = Object.prototype.toString.call(body);
  return (
    typeof body === 'string' || name === '[object Uint8Array]' || name === '[object ArrayBuffer]'
  );
}

function timed(time: string, body: RawBody): Uint8Array<ArrayBuffer> {
  const [head, tail] = [bytes(time + '.'), bytes(body)];
  return joined([head, tail], head.length + tail.length);
}

function bytes(body: RawBody): Uint8Array<ArrayBuffer> {
  return typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
}
