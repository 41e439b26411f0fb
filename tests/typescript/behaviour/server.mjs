/** A real HTTP server on loopback that sends scripted responses and records the requests. */
import { createServer } from 'node:http';
import { once } from 'node:events';

export const KEY = 'sk_dev_5eCretKEYtobeFOUND';
export const TENANT = 'tenant_abc123';

export const CUSTOMER = {
  id: 'cus_1',
  object: 'customer',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  phone: null,
  address: null,
  metadata: {},
  created: 1767225600,
};

/**
 * Starts a server that is closed at the end of the test.
 *
 * @param t The test's context.
 * @param responses The responses, in this order; the last one is repeated. Each is `[status, body, headers]`, or a function of
 * the request and the response.
 */
export async function serve(t, ...responses) {
  const received = [];
  const script = [...responses];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf-8')) {
      body += chunk;
    }
    const { method, url, headers } = request;
    received.push({ method, url, headers, body });
    const next = script.length > 1 ? script.shift() : script[0];
    if (typeof next === 'function') {
      return next(request, response);
    }
    const [status, content, more = {}] = next;
    response.writeHead(status, { 'content-type': 'application/json', ...more });
    response.end(typeof content === 'string' ? content : JSON.stringify(content));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, origin: `http://127.0.0.1:${server.address().port}` };
}

/** A server that was there a moment ago: nobody else listens on its port. */
export async function gone() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return { origin: `http://127.0.0.1:${port}` };
}

export function failure(status, type, code, headers = {}) {
  return [status, { error: { type, code, message: 'Said so.' } }, headers];
}
