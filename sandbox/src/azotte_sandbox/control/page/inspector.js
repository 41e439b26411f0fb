/** The inspector of the sandbox. It shows what the control API returns, as text only. */

/** Where the reference of the API is published. */
const REFERENCE = 'https://azotte.github.io/contract/';
const MASK = '****';
/** Headers that a replayed request needs. */
const REPLAYED = /^(content-type|idempotency-key|authorization|x-.*)$/;
const KEPT = 200;
const PAUSE_MS = 1000;
const WAIT_SECONDS = 20;

const $ = (id) => document.getElementById(id);
const tenants = $('tenant');
/** Ends what is shown of the tenant that was selected before. */
let shown = new AbortController();

tenants.addEventListener('change', show);
$('clock').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { signal } = shown;
  const path = `/tenants/${tenants.value}`;
  await report(signal, async () => {
    const advance = $('duration').value;
    const { now, changes } = await control('POST', `${path}/clock`, { advance }, signal);
    showTime(now);
    $('message').textContent =
      `Advanced by ${advance}. ${changes} renewals and other changes became due.`;
    await showObjects(path, signal);
  });
});

const { data } = await control('GET', '/tenants');
tenants.replaceChildren(
  ...data.map(({ id, name }) => new Option(name ? `${name} (${id})` : id, id)),
);
tenants.value = new URLSearchParams(location.search).get('tenant') ?? data[0]?.id ?? '';
show();

/** Shows the selected tenant, and what happens to it from now on. */
function show() {
  shown.abort();
  shown = new AbortController();
  const { signal } = shown;
  $('message').textContent = '';
  for (const id of ['requests', 'deliveries', 'objects']) {
    $(id).replaceChildren(element('p', {}, 'None.'));
  }
  if (!tenants.value) {
    return;
  }
  const path = `/tenants/${tenants.value}`;
  const filter = `tenant=${encodeURIComponent(tenants.value)}`;
  const requests = (after) =>
    `/requests?${filter}&limit=${KEPT}&wait=${WAIT_SECONDS}&after=${after}`;
  const attempts = (after) =>
    `${path}/delivery-attempts?limit=${KEPT}&wait=${WAIT_SECONDS}&after=${after}`;
  report(signal, async () =>
    showTime((await control('GET', `${path}/clock`, undefined, signal)).now),
  );
  follow(
    signal,
    requests,
    'requests',
    (each) => [each.sequence, requestItem(each)],
    () => showObjects(path, signal),
  );
  follow(signal, attempts, 'deliveries', (each) => [each.id, deliveryItem(each)]);
  report(signal, () => showObjects(path, signal));
}

/** Adds what is new in a list of the control API, newest first, until the signal is aborted. */
async function follow(signal, path, id, itemOf, changed = () => {}) {
  let after = 0;
  while (!signal.aborted) {
    const done = await report(signal, async () => {
      const found = await control('GET', path(after), undefined, signal);
      for (const each of found.data) {
        const [position, item] = itemOf(each);
        after = position;
        $(id).querySelector(':scope > p')?.remove();
        $(id).prepend(item);
      }
      [...$(id).children].slice(KEPT).forEach((old) => old.remove());
      if (found.data.length) {
        await changed();
      }
    });
    if (!done) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

function requestItem(request) {
  const { method, path, status, operation, duration_ms, error, failure, replayed } = request;
  const title = [
    time(request.at),
    element('code', {}, `${method} ${path}`),
    element(
      'span',
      { className: status >= 200 && status < 400 ? '' : 'failed' },
      String(status ?? 'connection cut'),
    ),
    operation ?? 'no operation',
    `${Math.round(duration_ms)} ms`,
    ...(replayed ? ['replayed'] : []),
    ...(failure ? ['failed on purpose'] : []),
  ];
  const curl = curlOf(request);
  const copy = element('button', { type: 'button' }, 'Copy as cURL');
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(curl);
    $('message').textContent = 'Copied. Set AZOTTE_API_KEY to run it.';
  });
  return item(title, [
    ...(error ? [heading('Rejected by'), rule(request)] : []),
    heading('Request'),
    block(headersOf(request.request_headers), request.request_body),
    heading('Response'),
    block(headersOf(request.response_headers), request.response_body),
    heading('Replay'),
    block(curl),
    copy,
  ]);
}

/** Says which rule of the contract rejected a request, with a link to the reference. */
function rule({ operation, error, response_body }) {
  const { message = '', details = {} } = parsed(response_body)?.error ?? {};
  const href = REFERENCE + (operation ? `operations/${operation}.html` : 'errors.html');
  const facts = Object.entries(details).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const text = [error, message, facts.join(', ')].filter(Boolean).join(' · ');
  const link = element('a', { href, rel: 'noreferrer' }, `Reference of ${operation ?? 'errors'}`);
  return element('p', {}, `${text} `, link);
}

function deliveryItem(attempt) {
  const { type, event, url, status, reason, delivered, duration_ms, retry_at } = attempt;
  const title = [
    time(attempt.at),
    element('code', {}, type),
    element('span', { className: delivered ? '' : 'failed' }, String(status ?? reason)),
    url,
    `attempt ${attempt.attempt}`,
    `${duration_ms} ms`,
  ];
  const next = retry_at ? [element('p', {}, 'Next attempt ', time(retry_at))] : [];
  const response = attempt.response || 'No body.';
  return item(title, [
    element('p', {}, `Event ${event}: ${reason}`),
    ...next,
    heading('Response'),
    block(response),
  ]);
}

/** Shows the first page of each list of the contract. */
async function showObjects(path, signal) {
  const { lists } = await control('GET', '', undefined, signal);
  const open = new Set(
    [...$('objects').querySelectorAll('details[open]')].map((each) => each.dataset.name),
  );
  const body = { fixtures: lists.map((operation) => ({ operation })) };
  const { data } = await control('POST', `${path}/fixtures`, body, signal);
  const items = data.map(({ operation, result }) => {
    const found = result.data ?? result;
    const made = item([operation, String(found.length)], [block(JSON.stringify(found, null, 2))]);
    made.dataset.name = operation;
    made.open = open.has(operation);
    return made;
  });
  $('objects').replaceChildren(...items);
}

/** Returns the command that repeats a request. Keys are masked, so it reads the key from the environment. */
function curlOf({ method, path, request_headers, request_body }) {
  const headers = Object.entries(request_headers)
    .filter(([name]) => REPLAYED.test(name))
    .map(([name, value]) => {
      const text = `${name}: ${value}`;
      return value.includes(MASK) ? `-H "${name}: $AZOTTE_API_KEY"` : `-H ${quoted(text)}`;
    });
  const body = request_body ? [`--data-raw ${quoted(request_body)}`] : [];
  return ['curl', `-X ${method}`, quoted(location.origin + path), ...headers, ...body].join(
    ' \\\n  ',
  );
}

function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

class RejectedError extends Error {}

async function control(method, path, body, signal) {
  const response = await fetch(`/control${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const result = await response.json();
  if (!response.ok) {
    throw new RejectedError(result.error.message);
  }
  return result;
}

/** Runs a step, and shows its error. Returns whether it succeeded. */
async function report(signal, step) {
  try {
    await step();
    return true;
  } catch (error) {
    if (!signal.aborted) {
      $('message').textContent =
        error instanceof RejectedError
          ? error.message
          : 'The sandbox cannot be reached. It is tried again each second.';
    }
    return false;
  }
}

function item(title, content) {
  const separated = title.map((part) =>
    typeof part === 'string' ? element('span', {}, part) : part,
  );
  return element('details', {}, element('summary', {}, ...separated), ...content);
}

function heading(text) {
  return element('h3', {}, text);
}

function block(...texts) {
  return element('pre', {}, texts.filter(Boolean).map(readable).join('\n\n'));
}

function readable(text) {
  const value = parsed(text);
  return value === undefined ? text : JSON.stringify(value, null, 2);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function headersOf(headers) {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function showTime(now) {
  $('now').replaceChildren(time(now));
}

function time(seconds) {
  const moment = new Date(seconds * 1000).toISOString();
  return element('time', { dateTime: moment }, moment.replace('T', ' ').replace(/\.\d+Z/, ' UTC'));
}

/** Returns an element with texts and elements in it. Texts are never read as HTML. */
function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
