// Generated from openapi/ and templates/typescript/src/testing.ts.jinja: edit there, not here.

/**
 * The sandbox in your tests, for Node with vitest, jest or node:test. It needs the command `azotte-sandbox`
 * (`pip install azotte-sandbox`), or a sandbox that runs already.
 *
 *     const sandbox = await startSandbox();
 *     const tenant = await sandbox.createTenant();
 *     const azotte = tenant.client();
 *     const customer = await azotte.customers.create({ email: 'ada@example.com' });
 *     const { id } = await azotte.subscriptions.create({ customer: customer.id, plan: 'plan_basic' });
 *     await tenant.clock.advance({ days: 15 });
 *     assert.equal((await azotte.subscriptions.get(id)).status, 'active');
 *     await sandbox.stop();
 */
import { Azotte } from './client.js';
import { AzotteError, InvalidArgumentError } from './errors.js';
import { type ClientOptions, environment } from './options.js';
import { sign, SIGNATURE_HEADER, type WebhookEvent } from './webhooks.js';

const LISTENING = /^Listening on (\S+)$/m;
const MOST_EVENTS = 1000;

/** Options of `startSandbox`. */
export interface SandboxOptions {
  /** URL of a sandbox that runs, without `/v1`. Defaults to the environment variable AZOTTE_SANDBOX_SERVER. */
  readonly url?: string | undefined;
  /** Token of its control API. Defaults to the content of the file that AZOTTE_SANDBOX_CONTROL_TOKEN_FILE names. */
  readonly token?: string | undefined;
  /** Program that starts a sandbox, with arguments. Defaults to `['azotte-sandbox']`. */
  readonly command?: readonly [string, ...string[]] | undefined;
}

/** Options of a tenant. */
export interface TenantOptions {
  /** ID of the tenant. Random by default. */
  readonly id?: string | undefined;
  /** Time of its clock in Unix seconds, which can be in the past. Defaults to real time. */
  readonly time?: number | undefined;
  /** Whether its clock stands still until it is advanced. Defaults to false. */
  readonly frozen?: boolean | undefined;
  /** Seed for object IDs that are the same in each run. Random by default. */
  readonly idsSeed?: string | undefined;
  /** ID of a snapshot with the data to start with. */
  readonly snapshot?: string | undefined;
}

/** What happens to a request. */
export interface Failure {
  /** Status of an `error`. */
  readonly status?: number | undefined;
  /** Code of an `error`. Defaults to the first one with the status. */
  readonly code?: string | undefined;
  /** operationId, such as `create_payment`. All operations by default. */
  readonly operation?: string | undefined;
  /** Number of requests, or null for all until `stopFailing`. Defaults to 1. */
  readonly times?: number | null | undefined;
  /** Seconds in `Retry-After`, for `rate_limit` and `maintenance`. */
  readonly retryAfter?: number | undefined;
  /** Milliseconds to wait before anything else happens. */
  readonly latencyMs?: number | undefined;
}

/** A duration, or the sum of several. */
export interface Duration {
  readonly days?: number | undefined;
  readonly hours?: number | undefined;
  readonly minutes?: number | undefined;
  readonly seconds?: number | undefined;
}

/** The sandbox cannot do what a test needs. The message says why and what to do. */
export class SandboxError extends AzotteError {
  override readonly name: string = 'SandboxError';
}

/**
 * Starts a sandbox with its data in a temporary folder, or uses one that runs.
 *
 * @throws SandboxError It cannot be started or reached.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const url = options.url ?? environment('AZOTTE_SANDBOX_SERVER');
  if (url === undefined) {
    return spawned(options.command ?? ['azotte-sandbox']);
  }
  const sandbox = new Sandbox(url.replace(/\/$/, ''), options.token ?? (await tokenOfFile()));
  await sandbox.control('GET', '');
  return sandbox;
}

/** A sandbox. `startSandbox` returns one. */
export class Sandbox {
  /** URL of the sandbox, without `/v1`. */
  readonly url: string;
  readonly #token: string | undefined;
  readonly #stop: () => Promise<void>;

  /** @internal */
  constructor(url: string, token?: string, stop: () => Promise<void> = async () => {}) {
    this.url = url;
    this.#token = token;
    this.#stop = stop;
  }

  /** Creates a tenant with keys, data and a clock of its own. It takes some milliseconds. */
  async createTenant(options: TenantOptions = {}): Promise<Tenant> {
    const { idsSeed, ...others } = options;
    const created = await this.control('POST', '/tenants', { ...others, ids_seed: idsSeed });
    return new Tenant(this, created as unknown as NewTenant);
  }

  /** Stops the sandbox and removes its data, if `startSandbox` started it. */
  stop(): Promise<void> {
    return this.#stop();
  }

  /**
   * Calls the control API, which `/control/openapi.json` describes.
   *
   * @throws SandboxError The request was rejected, or there is no sandbox.
   */
  async control(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body: Readonly<Record<string, unknown>> = {},
  ): Promise<Record<string, unknown>> {
    const url = `${this.url}/control${path}`;
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (this.#token !== undefined) {
      headers['authorization'] = `Bearer ${this.#token}`;
    }
    const content = method === 'POST' ? { body: JSON.stringify(body) } : {};
    let response;
    try {
      response = await fetch(url, { method, headers, ...content });
    } catch (cause) {
      throw new SandboxError(`No sandbox at ${this.url}. Start it with \`azotte-sandbox serve\`.`, {
        cause,
      });
    }
    const text = await response.text();
    if (!response.ok) {
      throw new SandboxError(messageOf(text) ?? `${method} ${url} returned ${response.status}.`);
    }
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  }
}

/** A tenant with keys, data and a clock of its own. */
export class Tenant {
  /** ID of the tenant. */
  readonly tenantId: string;
  /** Base URL of the API. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly webhooks: Webhooks;
  readonly #sandbox: Sandbox;
  readonly #keys: readonly Key[];
  readonly #path: string;

  /** @internal */
  constructor(sandbox: Sandbox, created: NewTenant) {
    this.#sandbox = sandbox;
    this.#keys = created.keys;
    this.#path = `/tenants/${created.id}`;
    this.tenantId = created.id;
    this.baseUrl = `${sandbox.url}/v1`;
    this.clock = new Clock(sandbox, `${this.#path}/clock`);
    this.webhooks = new Webhooks(sandbox, this.#path);
  }

  /**
   * Returns the tenant's key of a kind.
   *
   * @throws InvalidArgumentError The tenant has no such key.
   */
  key(type = 'secret', environment = 'development'): string {
    const found = this.#keys.find((key) => key.type === type && key.environment === environment);
    if (!found) {
      const known = this.#keys.map((key) => `${key.type} in ${key.environment}`).join(', ');
      throw new InvalidArgumentError(
        `There is no key of type ${type} in environment ${environment}. Use one of: ${known}.`,
      );
    }
    return found.key;
  }

  /** Returns a client with the secret development key. */
  client(options: ClientOptions = {}): Azotte {
    const { baseUrl } = this;
    const credentials = { apiKey: this.key(), tenantId: this.tenantId };
    return new Azotte({ ...credentials, baseUrl, ...options });
  }

  /**
   * Lets the next requests fail: `error` with a status or a code, `rate_limit`, `maintenance`, `cut_connection` before the
   * operation, `lose_response` after the operation took place, or `latency`.
   *
   * @throws SandboxError The contract has no such operation, status or code.
   */
  async fail(
    type: 'error' | 'rate_limit' | 'maintenance' | 'cut_connection' | 'lose_response' | 'latency',
    failure: Failure = {},
  ): Promise<void> {
    const { retryAfter, latencyMs, ...others } = failure;
    const rule = { type, times: 1, ...others, retry_after: retryAfter, latency_ms: latencyMs };
    await this.#sandbox.control('POST', `${this.#path}/failures`, rule);
  }

  /** Removes all failures. */
  async stopFailing(): Promise<void> {
    await this.#sandbox.control('DELETE', `${this.#path}/failures`);
  }

  /** Saves the data and the clock, and returns the ID of the snapshot, also for other tenants. */
  async snapshot(): Promise<string> {
    const { id } = await this.#sandbox.control('POST', `${this.#path}/snapshots`);
    return id as string;
  }

  /** Replaces the data and the clock by those of a snapshot. */
  async restore(snapshot: string): Promise<void> {
    await this.#sandbox.control('POST', `${this.#path}/restore`, { snapshot });
  }

  /** Removes the tenant. */
  async remove(): Promise<void> {
    await this.#sandbox.control('DELETE', this.#path);
  }
}

/** The clock of a tenant. It only goes forward. */
export class Clock {
  readonly #sandbox: Sandbox;
  readonly #path: string;

  /** @internal */
  constructor(sandbox: Sandbox, path: string) {
    this.#sandbox = sandbox;
    this.#path = path;
  }

  /** Returns the time of the clock in Unix seconds. */
  async now(): Promise<number> {
    const { now } = await this.#sandbox.control('GET', this.#path);
    return now as number;
  }

  /** Advances the clock. Renewals and other changes that become due are complete when the promise resolves. */
  async advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Duration): Promise<void> {
    const total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
    await this.#sandbox.control('POST', this.#path, { advance: `${Math.trunc(total)}s` });
  }

  /** Advances the clock to a time in Unix seconds. */
  async advanceTo(time: number): Promise<void> {
    await this.#sandbox.control('POST', this.#path, { to: time });
  }

  /** Lets the clock stand still until it is advanced. */
  async freeze(): Promise<void> {
    await this.#sandbox.control('POST', this.#path, { frozen: true });
  }
}

/** A signed event, as an endpoint receives it. */
export interface Delivery {
  readonly event: WebhookEvent;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Receives deliveries: a URL, or a function as `app.fetch` of Hono or `POST` of Next.js. */
export type Receiver = string | URL | ((request: Request) => Response | Promise<Response>);

/** The webhook events of a tenant. */
export class Webhooks {
  /** Signing secret of the deliveries, for the endpoint under test. */
  readonly secret: string = `whsec_${crypto.randomUUID().replaceAll('-', '')}`;
  readonly #sandbox: Sandbox;
  readonly #path: string;
  readonly #delivered = new Set<string>();

  /** @internal */
  constructor(sandbox: Sandbox, path: string) {
    this.#sandbox = sandbox;
    this.#path = path;
  }

  /** Returns the events of the tenant that happened, oldest first, of all types or of one. */
  async events(type?: string): Promise<Delivery[]> {
    const filter = type === undefined ? '' : `&type=${encodeURIComponent(type)}`;
    const path = `${this.#path}/events?limit=${MOST_EVENTS}${filter}`;
    const { data } = await this.#sandbox.control('GET', path);
    return Promise.all((data as SandboxEvent[]).reverse().map((each) => this.#delivery(each)));
  }

  /**
   * Creates an event with the example object of the contract. Nothing else changes. The event also goes to the endpoints of
   * the tenant, like each event that happens.
   *
   * @param object Fields of the object that differ from the example.
   * @throws SandboxError The contract does not allow such an event.
   */
  async send(
    type: WebhookEvent['type'],
    object: Readonly<Record<string, unknown>> = {},
  ): Promise<Delivery> {
    const sent = await this.#sandbox.control('POST', `${this.#path}/events`, { type, object });
    return this.#delivery(sent as unknown as SandboxEvent);
  }

  /** Performs real operations until an event happens, with the objects that they need. */
  async trigger(type: WebhookEvent['type']): Promise<Delivery> {
    const { event } = await this.#sandbox.control('POST', `${this.#path}/trigger`, { type });
    return this.#delivery(event as SandboxEvent);
  }

  /** Registers a URL that receives the events of the tenant over HTTP, and returns its signing secret. */
  async addEndpoint(url: string, events: readonly string[] = []): Promise<string> {
    const path = `${this.#path}/webhook-endpoints`;
    const { secret } = await this.#sandbox.control('POST', path, { url, events });
    return secret as string;
  }

  /**
   * Posts events to the endpoint under test, and returns its responses.
   *
   * @param deliveries What to post, for example one event twice. By default the events that `deliver` has not posted yet.
   */
  async deliver(receiver: Receiver, deliveries?: readonly Delivery[]): Promise<Response[]> {
    const responses: Response[] = [];
    for (const { body, headers } of deliveries ?? (await this.#due())) {
      const options = { method: 'POST', body, headers };
      const response =
        typeof receiver === 'function'
          ? receiver(new Request('http://testserver/', options))
          : fetch(receiver, options);
      responses.push(await response);
    }
    return responses;
  }

  async #due(): Promise<Delivery[]> {
    const due = (await this.events()).filter(({ event }) => !this.#delivered.has(event.id));
    due.forEach(({ event }) => this.#delivered.add(event.id));
    return due;
  }

  async #delivery(found: SandboxEvent): Promise<Delivery> {
    const body = JSON.stringify(found.body);
    const signature = await sign(body, this.secret, Math.floor(Date.now() / 1000));
    const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
    return { event: found.body, body, headers };
  }
}

interface SandboxEvent {
  readonly body: WebhookEvent;
}

interface NewTenant {
  readonly id: string;
  readonly keys: readonly Key[];
}

interface Key {
  readonly key: string;
  readonly type: string;
  readonly environment: string;
}

// What is used of Node. With its own types, each user would need them.
interface ChildProcess {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exitCode: number | null;
  readonly signalCode: string | null;
  kill(): boolean;
  once(event: 'error' | 'exit', listener: (error: unknown) => void): void;
}
interface Readable {
  setEncoding(encoding: string): void;
  on(event: 'data', listener: (text: string) => void): void;
}
interface Node {
  readonly 'node:child_process': {
    spawn(command: string, args: readonly string[], options: object): ChildProcess;
  };
  readonly 'node:fs/promises': {
    mkdtemp(prefix: string): Promise<string>;
    readFile(path: string, encoding: string): Promise<string>;
    rm(path: string, options: object): Promise<void>;
  };
  readonly 'node:os': { tmpdir(): string };
  readonly 'node:path': { join(...parts: string[]): string };
}
interface Process {
  once(event: 'exit', listener: () => void): void;
  removeListener(event: 'exit', listener: () => void): void;
}

async function node<Name extends keyof Node>(name: Name): Promise<Node[Name]> {
  return (await import(name)) as Node[Name];
}

async function tokenOfFile(): Promise<string | undefined> {
  const file = environment('AZOTTE_SANDBOX_CONTROL_TOKEN_FILE');
  if (file === undefined) {
    return undefined;
  }
  const { readFile } = await node('node:fs/promises');
  return (await readFile(file, 'utf-8')).trim();
}

async function spawned([program, ...args]: readonly [string, ...string[]]): Promise<Sandbox> {
  const { spawn } = await node('node:child_process');
  const { mkdtemp, rm } = await node('node:fs/promises');
  const { join } = await node('node:path');
  const { process } = globalThis as unknown as { process: Process };
  const folder = await mkdtemp(join((await node('node:os')).tmpdir(), 'azotte-testing-'));
  const options = ['--database', join(folder, 'sandbox.db'), 'serve', '--port', '0'];
  const child = spawn(program, [...args, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => void child.kill();
  const exited = new Promise<unknown>((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  async function stop(): Promise<void> {
    process.removeListener('exit', kill);
    child.kill();
    await exited;
    await rm(folder, { recursive: true, force: true });
  }
  process.once('exit', kill);
  let [printed, errors] = ['', ''];
  child.stderr.setEncoding('utf-8');
  // Only what explains a failed start is kept; later it is read so that the sandbox never waits.
  child.stderr.on('data', (text) => (errors = (errors + text).slice(-2000)));
  child.stdout.setEncoding('utf-8');
  const listening = new Promise<string>((resolve) => {
    child.stdout.on('data', (text) => {
      printed += text;
      const url = LISTENING.exec(printed)?.[1];
      if (url !== undefined) {
        resolve(url);
      }
    });
  });
  const url = await Promise.race([listening, exited]);
  if (typeof url !== 'string' || !url.startsWith('http')) {
    await stop();
    const reason = url instanceof Error ? url.message : errors.trim();
    throw new SandboxError(
      `${program} does not start: ${reason}. Install it with \`pip install azotte-sandbox\`, pass another command, such as ` +
        "['uvx', 'azotte-sandbox'], or the url of a sandbox that runs.",
    );
  }
  return new Sandbox(url, undefined, stop);
}

function messageOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { error: { message: string } }).error.message;
  } catch {
    return undefined;
  }
}
