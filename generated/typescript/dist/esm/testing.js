// Generated from generated/typescript/src/testing.ts: edit there, not here.
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
import { environment } from './options.js';
import { sign, SIGNATURE_HEADER } from './webhooks.js';
const LISTENING = /^Listening on (\S+)$/m;
const MOST_EVENTS = 1000;
/** The sandbox cannot do what a test needs. The message says why and what to do. */
export class SandboxError extends AzotteError {
  name = 'SandboxError';
}
/**
 * Starts a sandbox with its data in a temporary folder, or uses one that runs.
 *
 * @throws SandboxError It cannot be started or reached.
 */
export async function startSandbox(options = {}) {
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
  url;
  #token;
  #stop;
  /** @internal */
  constructor(url, token, stop = async () => {}) {
    this.url = url;
    this.#token = token;
    this.#stop = stop;
  }
  /** Creates a tenant with keys, data and a clock of its own. It takes some milliseconds. */
  async createTenant(options = {}) {
    const { idsSeed, ...others } = options;
    const created = await this.control('POST', '/tenants', { ...others, ids_seed: idsSeed });
    return new Tenant(this, created);
  }
  /** Stops the sandbox and removes its data, if `startSandbox` started it. */
  stop() {
    return this.#stop();
  }
  /**
   * Calls the control API, which `/control/openapi.json` describes.
   *
   * @throws SandboxError The request was rejected, or there is no sandbox.
   */
  async control(method, path, body = {}) {
    const url = `${this.url}/control${path}`;
    const headers = { 'content-type': 'application/json' };
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
    return text === '' ? {} : JSON.parse(text);
  }
}
/** A tenant with keys, data and a clock of its own. */
export class Tenant {
  /** ID of the tenant. */
  tenantId;
  /** Base URL of the API. */
  baseUrl;
  clock;
  webhooks;
  #sandbox;
  #keys;
  #path;
  /** @internal */
  constructor(sandbox, created) {
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
  key(type = 'secret', environment = 'development') {
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
  client(options = {}) {
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
  async fail(type, failure = {}) {
    const { retryAfter, latencyMs, ...others } = failure;
    const rule = { type, times: 1, ...others, retry_after: retryAfter, latency_ms: latencyMs };
    await this.#sandbox.control('POST', `${this.#path}/failures`, rule);
  }
  /** Removes all failures. */
  async stopFailing() {
    await this.#sandbox.control('DELETE', `${this.#path}/failures`);
  }
  /** Saves the data and the clock, and returns the ID of the snapshot, also for other tenants. */
  async snapshot() {
    const { id } = await this.#sandbox.control('POST', `${this.#path}/snapshots`);
    return id;
  }
  /** Replaces the data and the clock by those of a snapshot. */
  async restore(snapshot) {
    await this.#sandbox.control('POST', `${this.#path}/restore`, { snapshot });
  }
  /** Removes the tenant. */
  async remove() {
    await this.#sandbox.control('DELETE', this.#path);
  }
}
/** The clock of a tenant. It only goes forward. */
export class Clock {
  #sandbox;
  #path;
  /** @internal */
  constructor(sandbox, path) {
    this.#sandbox = sandbox;
    this.#path = path;
  }
  /** Returns the time of the clock in Unix seconds. */
  async now() {
    const { now } = await this.#sandbox.control('GET', this.#path);
    return now;
  }
  /** Advances the clock. Renewals and other changes that become due are complete when the promise resolves. */
  async advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
    const total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
    await this.#sandbox.control('POST', this.#path, { advance: `${Math.trunc(total)}s` });
  }
  /** Advances the clock to a time in Unix seconds. */
  async advanceTo(time) {
    await this.#sandbox.control('POST', this.#path, { to: time });
  }
  /** Lets the clock stand still until it is advanced. */
  async freeze() {
    await this.#sandbox.control('POST', this.#path, { frozen: true });
  }
}
/** The webhook events of a tenant. */
export class Webhooks {
  /** Signing secret of the deliveries, for the endpoint under test. */
  secret = `whsec_${crypto.randomUUID().replaceAll('-', '')}`;
  #sandbox;
  #path;
  #delivered = new Set();
  /** @internal */
  constructor(sandbox, path) {
    this.#sandbox = sandbox;
    this.#path = path;
  }
  /** Returns the events of the tenant that happened, oldest first, of all types or of one. */
  async events(type) {
    const filter = type === undefined ? '' : `&type=${encodeURIComponent(type)}`;
    const path = `${this.#path}/events?limit=${MOST_EVENTS}${filter}`;
    const { data } = await this.#sandbox.control('GET', path);
    return Promise.all(data.reverse().map((each) => this.#delivery(each)));
  }
  /**
   * Creates an event with the example object of the contract. Nothing else changes. The event also goes to the endpoints of
   * the tenant, like each event that happens.
   *
   * @param object Fields of the object that differ from the example.
   * @throws SandboxError The contract does not allow such an event.
   */
  async send(type, object = {}) {
    const sent = await this.#sandbox.control('POST', `${this.#path}/events`, { type, object });
    return this.#delivery(sent);
  }
  /** Performs real operations until an event happens, with the objects that they need. */
  async trigger(type) {
    const { event } = await this.#sandbox.control('POST', `${this.#path}/trigger`, { type });
    return this.#delivery(event);
  }
  /** Registers a URL that receives the events of the tenant over HTTP, and returns its signing secret. */
  async addEndpoint(url, events = []) {
    const path = `${this.#path}/webhook-endpoints`;
    const { secret } = await this.#sandbox.control('POST', path, { url, events });
    return secret;
  }
  /**
   * Posts events to the endpoint under test, and returns its responses.
   *
   * @param deliveries What to post, for example one event twice. By default the events that `deliver` has not posted yet.
   */
  async deliver(receiver, deliveries) {
    const responses = [];
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
  async #due() {
    const due = (await this.events()).filter(({ event }) => !this.#delivered.has(event.id));
    due.forEach(({ event }) => this.#delivered.add(event.id));
    return due;
  }
  async #delivery(found) {
    const body = JSON.stringify(found.body);
    const signature = await sign(body, this.secret, Math.floor(Date.now() / 1000));
    const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
    return { event: found.body, body, headers };
  }
}
async function node(name) {
  return await import(name);
}
async function tokenOfFile() {
  const file = environment('AZOTTE_SANDBOX_CONTROL_TOKEN_FILE');
  if (file === undefined) {
    return undefined;
  }
  const { readFile } = await node('node:fs/promises');
  return (await readFile(file, 'utf-8')).trim();
}
async function spawned([program, ...args]) {
  const { spawn } = await node('node:child_process');
  const { mkdtemp, rm } = await node('node:fs/promises');
  const { join } = await node('node:path');
  const { process } = globalThis;
  const folder = await mkdtemp(join((await node('node:os')).tmpdir(), 'azotte-testing-'));
  const options = ['--database', join(folder, 'sandbox.db'), 'serve', '--port', '0'];
  const child = spawn(program, [...args, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => void child.kill();
  const exited = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  async function stop() {
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
  const listening = new Promise((resolve) => {
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
function messageOf(text) {
  try {
    return JSON.parse(text).error.message;
  } catch {
    return undefined;
  }
}
