/** Sends an operation's request to a sandbox: to the one beside this page, or to one that the reader started. */
import { copy } from './copy.js';
import { sandbox } from './sandbox.js';

export function startTrying() {
  const form = document.querySelector('#try-form');
  if (!form) return;
  form.hidden = false;
  const send = form.querySelector('[type="submit"]');
  if (sandbox) {
    fill(form);
  } else if (!form.dataset.keys.split(' ').includes('publishable')) {
    // The sandbox rejects secret keys from other origins, as the platform does.
    send.disabled = true;
    send.title = 'A web page must not have a secret key. Copy the request as cURL.';
  }
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    send.disabled = true;
    try {
      await show(request(form));
    } finally {
      send.disabled = false;
      send.focus();
    }
  });
  const button = form.querySelector('#try-curl');
  button.addEventListener('click', () => copy(button, curl(request(form))));
}

function fill(form) {
  document.querySelector('#try-start').textContent =
    'Requests go to the sandbox behind this page. It has the objects of the examples.';
  form.elements.server.value = new URL(sandbox.server, location.href).href;
  for (const [name, value] of Object.entries(sandbox.headers)) {
    form.elements[`header:${name}`].value = value;
  }
  const unique = form.dataset.unique.split(' ').filter(Boolean);
  if (unique.length) form.elements.body.value = renewed(form.elements.body.value, unique);
}

/** Returns a body with other values of unique fields: the objects of the examples have those already. */
function renewed(body, names) {
  const fields = JSON.parse(body);
  const mark = Date.now().toString(36);
  for (const name of names) {
    if (typeof fields[name] === 'string') {
      // An email address stays one.
      fields[name] = fields[name].replace(/(?=@)|$/, `-${mark}`);
    }
  }
  return JSON.stringify(fields, null, 2);
}

/** The request that the form describes. Empty fields are not sent. */
function request(form) {
  const { method, path } = form.dataset;
  let target = path;
  const query = new URLSearchParams();
  const headers = {};
  for (const { name, value } of form.querySelectorAll('input')) {
    const place = name.slice(0, name.indexOf(':'));
    const key = name.slice(name.indexOf(':') + 1);
    if (place === 'path') target = target.replace(`{${key}}`, encodeURIComponent(value));
    if (value === '') continue;
    if (place === 'query') query.append(key, value);
    if (place === 'header') headers[key] = value;
  }
  const body = form.elements.body?.value.trim() || undefined;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const base = form.elements.server.value.replace(/\/$/, '');
  const url = base + target + (query.size ? `?${query}` : '');
  return { url, method, headers, body };
}

async function show({ url, ...options }) {
  const result = document.querySelector('#try-result');
  result.replaceChildren(paragraph('Sending…'));
  try {
    const response = await fetch(url, { ...options, referrerPolicy: 'no-referrer' });
    const text = await response.text();
    const block = document.createElement('div');
    block.className = 'code';
    const pre = document.createElement('pre');
    pre.textContent = pretty(text);
    block.append(pre);
    result.replaceChildren(paragraph(`${response.status} ${response.statusText}`), block);
  } catch (error) {
    result.replaceChildren(
      paragraph(`No response from ${url} (${error.message}). Check that a sandbox runs there.`),
    );
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function paragraph(text) {
  const one = document.createElement('p');
  one.textContent = text;
  return one;
}

function curl({ url, method, headers, body }) {
  const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = [`curl -X ${method} ${quote(url)}`];
  for (const [name, value] of Object.entries(headers))
    parts.push(`-H ${quote(`${name}: ${value}`)}`);
  if (body !== undefined) parts.push(`-d ${quote(body)}`);
  return parts.join(' \\\n  ');
}
