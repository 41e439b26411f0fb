/** A user's program: it must compile, and each marked line must not. It is compiled, never run. */
import {
  type Account,
  Azotte,
  type Documented,
  type Download,
  type Method,
  type Row,
  type ServerSentEvent,
} from './dist/esm/index.js';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_T extends true>(): void {}

const azotte = new Azotte({ key: 'k', token: async () => 't', password: 'a:b', queryKey: 'q' });

export async function parameters(): Promise<void> {
  const required = { x_account: 'a' };
  const nothing = await azotte.parameters.get('a', 1, ['b'], {
    ...required,
    flag: true,
    count: null,
    status: 'on',
    level: 2,
    commas: ['a'],
    filter: { min: 1 },
    where: { name: 'a', children: [] },
    x_many: [1],
  });
  assertType<Equal<typeof nothing, undefined>>();
  // @ts-expect-error an integer
  await azotte.parameters.get('a', '1', ['b'], required);
  // @ts-expect-error a required header
  await azotte.parameters.get('a', 1, ['b']);
  // @ts-expect-error values of requests are a closed set
  await azotte.parameters.get('a', 1, ['b'], { ...required, status: 'onn' });
  // @ts-expect-error also of integers
  await azotte.parameters.get('a', 1, ['b'], { ...required, level: 4 });
  // @ts-expect-error a boolean
  await azotte.parameters.get('a', 1, ['b'], { ...required, flag: 'true' });
}

export async function bodies(account: Account): Promise<void> {
  const made = await azotte.bodies.send({ name: 'n', secret: 's', matrix: [[1, null]] });
  assertType<Equal<typeof made, Account>>();
  // @ts-expect-error a write-only field is required
  await azotte.bodies.send({ name: 'n' });
  // @ts-expect-error a read-only field is not sent
  await azotte.bodies.send({ name: 'n', secret: 's', id: 'a' });
  // @ts-expect-error a write-only field is not received
  account.secret;
  // @ts-expect-error values of requests are a closed set
  await azotte.bodies.send({ name: 'n', secret: 's', status: 'paused' });
  // @ts-expect-error no such variant
  await azotte.bodies.send({ name: 'n', secret: 's', method: { kind: 'crypto' } });
  await azotte.bodies.send({ name: 'n', secret: 's', method: { kind: 'sepa', iban: 'DE' } });
  await azotte.bodies.send({ name: 'n', secret: 's', extras: { known: 'a', other: 1 } });
  await azotte.bodies.patch({ a: null });
  await azotte.bodies.scalar(null);
  await azotte.bodies.array();
  await azotte.bodies.form({ mode: 'x' });
  // @ts-expect-error a required parameter, before an optional body
  await azotte.bodies.form();
  await azotte.bodies.multipart({ file: new Blob([]), title: 'a', pages: [new Uint8Array()] });
  // @ts-expect-error a file is not text
  await azotte.bodies.multipart({ file: 'a', title: 'a' });
  await azotte.bodies.bytes(new Blob([]).stream());
  await azotte.bodies.lines([{ n: 1 }]);
  // @ts-expect-error a row has a number
  await azotte.bodies.lines([{ n: 'a' }]);
}

export async function mediaTypes(): Promise<void> {
  const row = await azotte.bodies.several({ n: 1 });
  assertType<Equal<typeof row, Row>>();
  const csv = await azotte.bodies.several('n', {}, { contentType: 'text/csv', accept: 'text/csv' });
  assertType<Equal<typeof csv, Download>>();
  // @ts-expect-error text needs its media type
  await azotte.bodies.several('n');
  // @ts-expect-error no such media type
  await azotte.bodies.several('n', {}, { contentType: 'text/plain' });
}

export async function results(): Promise<void> {
  const detailed = await azotte.results.statuses().withDetail();
  if (detailed.status === 200) {
    assertType<Equal<typeof detailed.result, Row>>();
    assertType<Equal<typeof detailed.typedHeaders.xCount, number | undefined>>();
    assertType<Equal<typeof detailed.typedHeaders.xFlags, boolean[] | undefined>>();
  } else {
    assertType<Equal<typeof detailed.result, undefined>>();
  }
  const moved: Documented<undefined, 303, { readonly location: string | undefined }> | undefined =
    detailed.status === 303 ? detailed : undefined;
  void moved;
  for await (const piece of await azotte.results.pdf()) {
    assertType<Equal<typeof piece, Uint8Array>>();
  }
  for await (const event of await azotte.results.events()) {
    assertType<Equal<typeof event, ServerSentEvent<Method>>>();
  }
  for await (const row of await azotte.results.rows()) {
    assertType<Equal<typeof row, Row>>();
  }
  for await (const row of azotte.pages.links()) {
    assertType<Equal<typeof row, Row>>();
  }
}

export function variants(method: Method): string | undefined {
  switch (method.kind) {
    case 'card':
      return method.last4;
    case 'bank':
    case 'sepa':
      return method.iban;
    default:
      // A variant that this version does not know.
      return String(method['coin']);
  }
}

export function enumerations({ status, level, old_name, fooBar, foo_bar }: Account): unknown {
  const unknownStatus: typeof status = 'paused';
  const unknownLevel: typeof level = 9;
  return [unknownStatus, unknownLevel, old_name, fooBar, foo_bar];
}
