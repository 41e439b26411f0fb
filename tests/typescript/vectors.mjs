/**
 * Runs the cases of tests/vectors through the client and prints what each gave.
 *
 *     node vectors.mjs <folder of the client> <folder of the vectors>
 */
import { readFileSync, readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const [client, folder] = process.argv.slice(2);
const load = (name) => import(`${client}/${name}.js`);
const {
  Azotte,
  InvalidArgumentError,
  APIConnectionError,
  PaginationError,
  RefusedError,
  SignatureError,
} = await load('index');
const { webhooks } = await load('index');
const { contract } = await load('contract');
const { checkKey, keyKind } = await load('keys');
const { backoff, RetryBudget, retryAfter } = await load('retry');
const { masked } = await load('text');
const { realClock } = await load('time');
const { Transport } = await load('transport');
const { pathSegment, queryString } = await load('url');

const KEY = 'sk_dev_1234567890abcdef';
const NOW = 1767225600;
const MAX_RESPONSE_BYTES = 10_000;
const OPTIONS = { apiKey: KEY, tenantId: 'tenant_abc123' };
const EXAMPLES = JSON.parse(process.env.EXAMPLES);

const runners = {
  'path-encoding': ({ value, encoded, refused }) =>
    refused
      ? throws(() => pathSegment(value, 'id'), InvalidArgumentError)
      : equal(pathSegment(value, 'id'), encoded),

  'query-encoding': ({ parameters, query }) => equal(queryString(parameters), query),

  'unset-null': async ({ operation, members, body }) => {
    const sent = [];
    const azotte = recorded(sent, () => reply(200, {}));
    const call = {
      update_customer: (given) => azotte.customers.update('cus_1', given),
      cancel_subscription: (given) => azotte.subscriptions.cancel('sub_1', given),
    }[operation];
    // What is undefined is as good as left out.
    await call({ ...members, left_out: undefined }).catch(() => undefined);
    equal(sent[0].body ?? null, body);
    equal('content-type' in sent[0].headers, body !== null);
  },

  keys: ({ key, base_url, key_types, refused, ...expected }) => {
    const operation = { id: 'some_operation', keyTypes: key_types };
    const check = (...allow) =>
      checkKey('apiKey', key, new URL(base_url), contract, allow, operation);
    if (!refused) {
      check();
      const { type, environment } = keyKind(key, contract.credentials.apiKey);
      equal({ name: expected.name, type, environment, masked: masked(key) }, expected);
    } else if (refused === 'argument') {
      throws(check, InvalidArgumentError, 'apiKey');
    } else {
      const error = throws(check, RefusedError, `allow: ['${refused}']`);
      equal(error.reason, refused);
      check(refused);
    }
  },

  redaction: (one) => equal(masked(one.secret), one.masked),

  backoff: ({ attempt, random, seconds }) => equal(backoff(attempt, random), seconds * 1000),

  'retry-after': ({ headers, now, seconds }) => {
    // A value that is not a valid header cannot come from a server, nor be set here.
    const possible = Object.entries(headers).filter(([, value]) => /^[\x20-\xff]*$/.test(value));
    const names = contract.headers.retryAfter;
    const wait = retryAfter(new Headers(possible), names, now * 1000);
    equal(wait ?? null, seconds === null ? null : seconds * 1000);
  },

  'retry-budget': ({ events, allowed }) => {
    const budget = new RetryBudget();
    let count = 0;
    for (const { event, times } of events) {
      for (let time = 0; time < times; time++) {
        count += event === 'retry' ? Number(budget.take()) : (budget.succeeded(), 0);
      }
    }
    equal(count, allowed);
  },

  retries: async ({ call, options, random, attempts, ...expected }) => {
    const clock = new FakeClock(random);
    const sent = [];
    const script = [...attempts];
    const azotte = recorded(
      sent,
      ({ signal }) => {
        const { status, headers, failure, seconds = 0 } = script.shift();
        clock.time += seconds * 1000;
        if (failure === 'timeout') {
          return clock.timedOut(signal);
        }
        if (failure === 'too_large') {
          return reply(200, 'x'.repeat(MAX_RESPONSE_BYTES));
        }
        return failure ? Promise.reject(broken(failure)) : reply(status, {}, headers);
      },
      clock,
      {
        maxRetries: options.max_retries,
        timeout: options.timeout && options.timeout * 1000,
        deadline: options.deadline && options.deadline * 1000,
        maxResponseBytes: MAX_RESPONSE_BYTES,
      },
    );
    const run = {
      read: () => azotte.payments.get('pay_1'),
      keyed: () => azotte.payments.refund('pay_1'),
      unkeyed: () => azotte.customers.delete('cus_1'),
    }[call];
    const error = await run().then(
      () => undefined,
      (thrown) => thrown,
    );
    // A success here has no body worth reading.
    const isSuccess = error?.name === 'InvalidResponseError' && error.status === 200;
    const outcome = isSuccess
      ? 'success'
      : error instanceof APIConnectionError
        ? 'network'
        : error.status;
    equal(clock.waits, expected.waits);
    equal(outcome, expected.outcome);
    equal(error.stopped, expected.stopped);
    equal(sent.length, attempts.length);
    equal(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size, 1);
  },

  errors: async ({ name, status, headers, body, class: expectedClass, ...expected }) => {
    const clock = new FakeClock(0);
    clock.time = NOW * 1000;
    const response = { status, headers: new Headers(headers), text: async () => body };
    const azotte = recorded([], async () => response, clock, { maxRetries: 0 });
    const error = await azotte.subscriptions.get('sub_1').catch((thrown) => thrown);
    equal(error.name, expectedClass);
    equal([error.status, error.body, error.operation], [status, body, 'get_subscription']);
    equal([error.code ?? null, error.type ?? null], [expected.code, expected.type]);
    if ('message' in expected) {
      equal(error.apiMessage, expected.message);
    }
    if ('details' in expected) {
      equal(error.details, expected.details);
    }
    if ('request_id' in expected) {
      equal(error.requestId, expected.request_id);
    }
    if ('retry_after' in expected) {
      equal(error.retryAfter, expected.retry_after * 1000);
    }
    if (!error.message.includes(expected.message_contains ?? '')) {
      throw new Error(`${expected.message_contains} is not in ${error.message}`);
    }
  },

  pagination: async ({ arguments: parameters, max_items, pages, queries, items, error }) => {
    const sent = [];
    const script = [...pages];
    const azotte = recorded(sent, () => {
      const { ids, has_more } = script.shift();
      const data = ids.map((id) => ({ ...EXAMPLES.Subscription, id }));
      return reply(200, { object: 'list', data, has_more });
    });
    const walked = [];
    const walk = async () => {
      for await (const item of azotte.subscriptions.list(parameters, { maxItems: max_items })) {
        walked.push(item.id);
      }
    };
    await (error ? rejects(walk(), PaginationError, 'list_subscriptions') : walk());
    equal(walked, items);
    equal(
      sent.map(({ url }) => new URL(url).search.slice(1)),
      queries,
    );
  },

  webhooks: async ({
    body,
    signature,
    secrets,
    tolerance,
    require_timestamp,
    now,
    ...expected
  }) => {
    const options = { tolerance, requireTimestamp: require_timestamp, now };
    for (const given of [body, new TextEncoder().encode(body)]) {
      const verified = webhooks.verify(given, signature, secrets, options);
      if (expected.accepted) {
        equal((await verified).type, expected.type);
      } else {
        await rejects(verified, SignatureError);
      }
    }
  },

  'round-trip': async ({ schema, json }) => {
    const result = await received(schema, json);
    // JavaScript has one kind of number: where the digits are too many, they are as JSON.parse has them.
    equal(JSON.stringify(result), JSON.stringify(JSON.parse(json)));
  },

  'decode-errors': async ({ schema, json, names }) => {
    const error = await rejects(received(schema, json));
    equal(error.name, 'InvalidResponseError');
    equal(
      names.filter((name) => !error.message.includes(name)),
      [],
    );
  },
};

const READERS = {
  Subscription: (azotte) => azotte.subscriptions.get('sub_1'),
  SubscriptionList: (azotte) => azotte.subscriptions.list(),
  Customer: (azotte) => azotte.customers.get('cus_1'),
};

async function received(schema, json) {
  return READERS[schema](recorded([], async () => new Response(json)));
}

function recorded(sent, respond, clock = realClock, options = {}) {
  const fetch = async (url, init) => {
    sent.push({ url, ...init });
    clock.sent?.();
    return respond(init);
  };
  return new Azotte(new Transport(contract, { ...OPTIONS, ...options, fetch }, { clock }));
}

async function reply(status, body, headers = {}) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

// As Node's fetch fails.
function broken(failure) {
  const code = { unsent: 'ECONNREFUSED', broken: 'ECONNRESET' }[failure];
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

/** Stands still but for the waits between attempts, which it notes. */
class FakeClock {
  time = NOW * 1000;
  waits = [];
  #random;
  #timer = undefined;

  constructor(random) {
    this.#random = random;
  }

  now = () => this.time;
  date = () => this.time;
  random = () => this.#random;

  after = (milliseconds, callback) => {
    const timer = { milliseconds, callback };
    this.#timer = timer;
    setImmediate(() => {
      if (this.#timer === timer && !timer.isTimeout) {
        this.time += milliseconds;
        this.waits.push(milliseconds / 1000);
        callback();
      }
    });
    return () => (this.#timer = undefined);
  };

  /** A request leaves: the timer that runs now is that of its timeout. */
  sent() {
    this.#timer.isTimeout = true;
  }

  timedOut(signal) {
    this.#timer.callback();
    return Promise.reject(signal.reason);
  }
}

function equal(actual, expected) {
  if (!isDeepStrictEqual(actual, expected)) {
    throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
  }
}

function throws(work, type = Error, text = '') {
  try {
    work();
  } catch (error) {
    return checked(error, type, text);
  }
  throw new Error(`no ${type.name}`);
}

async function rejects(promise, type = Error, text = '') {
  const error = await Promise.resolve(promise).then(
    () => undefined,
    (thrown) => thrown,
  );
  if (!error) {
    throw new Error(`no ${type.name}`);
  }
  return checked(error, type, text);
}

function checked(error, type, text) {
  if (!(error instanceof type) || !error.message.includes(text)) {
    throw error;
  }
  return error;
}

const results = {};
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const subject = file.replace('.json', '');
  results[subject] = {};
  for (const one of JSON.parse(readFileSync(`${folder}/${file}`, 'utf-8')).cases) {
    const run = runners[subject] ?? (() => Promise.reject(new Error('no one runs this subject')));
    results[subject][one.name] = await Promise.resolve()
      .then(() => run(one))
      .then(
        () => 'passed',
        (error) => String(error.stack),
      );
  }
}
process.stdout.write(JSON.stringify(results));
