import { InvalidArgumentError, SignatureError } from './errors.js';

const LONGEST_HEADER = 1000;

/** A delivery's body as it came, before anything parsed it. */
export type RawBody = string | ArrayBuffer | Uint8Array;

export interface SignatureOptions {
  /** Seconds that the delivery may be older or newer than now. */
  readonly tolerance?: number | undefined;
  /** Refuses the form without a time (`sha256=…`), of which a replay can not be told. */
  readonly requireTimestamp?: boolean | undefined;
  /** The time to compare with, in Unix seconds; now if left out. */
  readonly now?: number | undefined;
}

/**
 * Checks that one of the secrets signed a delivery: HMAC-SHA256 over the body (`sha256=…`) or over `<t>.<body>` (`t=…,v1=…`).
 *
 * @throws SignatureError None did, or it is not of now.
 */
export async function checkSignature(
  body: RawBody,
  header: string,
  secrets: readonly string[],
  options: SignatureOptions & { readonly tolerance: number },
): Promise<void> {
  const { tolerance, now = Date.now() / 1000 } = options;
  if (!(tolerance >= 0 && tolerance < Infinity)) {
    throw new InvalidArgumentError(
      `tolerance must be a finite number of seconds, not ${tolerance}.`,
    );
  }
  // Each digest costs time: nobody may have us look at thousands.
  if (!header || header.length > LONGEST_HEADER) {
    throw new SignatureError(
      'The delivery has no signature; check that the header reaches your code.',
    );
  }
  const parts = header.split(',').map((part) => part.trim().split('=') as [string, string?]);
  const values = (name: string) => parts.filter(([key]) => key === name).map(([, value]) => value);
  const times = values('t');
  const [time] = times;
  const signatures = values(time === undefined ? 'sha256' : 'v1').filter(isSignature);
  if (!signatures.length || times.length > 1 || !/^\d{1,12}$/.test(time ?? '0')) {
    throw new SignatureError(
      'The signature is neither `t=…,v1=…` nor `sha256=…`; pass the header as it came.',
    );
  }
  if (time === undefined && options.requireTimestamp) {
    throw new SignatureError('The signature has no time, and one is required.');
  }
  const signed = time === undefined ? bytes(body) : timed(time, body);
  // Every pair is compared, and each in constant time (Web Crypto, section 14.3.5): how long it takes tells nothing.
  const matches = await Promise.all(
    secrets.flatMap((secret) =>
      signatures.map((signature) => isSignedBy(secret, signature, signed)),
    ),
  );
  if (!matches.includes(true)) {
    throw new SignatureError(
      'No secret made this signature; check the secret, and pass the body as it came, not parsed and written again.',
    );
  }
  if (time !== undefined && !(Math.abs(now - Number(time)) <= tolerance)) {
    throw new SignatureError(
      `The delivery was signed more than ${tolerance} s from this machine's clock; it may be an old one sent again.`,
    );
  }
}

/**
 * Signs a body as the platform does, for your own tests.
 *
 * @param timestamp Unix seconds; without it the form is `sha256=…`.
 * @returns The header's value.
 */
export async function sign(body: RawBody, secret: string, timestamp?: number): Promise<string> {
  const key = await hmacKey(secret, 'sign');
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
  if (!secret) {
    throw new InvalidArgumentError("A webhook secret is empty; give your endpoint's secret.");
  }
  return crypto.subtle.importKey('raw', bytes(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    usage,
  ]);
}

function isSignature(value: string | undefined): value is string {
  return /^[0-9a-f]{64}$/.test(value ?? '');
}

function timed(time: string, body: RawBody): Uint8Array<ArrayBuffer> {
  const [head, tail] = [bytes(time + '.'), bytes(body)];
  const joined = new Uint8Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}

function bytes(body: RawBody): Uint8Array<ArrayBuffer> {
  return typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
}
