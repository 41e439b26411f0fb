/** Credentials, operations without them, and deprecation. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { gone, serve } from '../behaviour/server.mjs';
import { assertNotPrinted } from '../behaviour/printed.mjs';
import { client, KEY } from './client.mjs';

const { Azotte, InvalidArgumentError } = await import(process.env.CLIENT);

const NOTHING = [204, ''];

test('an operation without authentication gets no credential', async (t) => {
  const server = await serve(t, NOTHING);
  await client(server).class.import();
  await new Azotte({ baseUrl: `${server.origin}/v1` }).class.import();
  for (const { headers } of server.received) {
    assert.ok(!JSON.stringify(headers).includes(KEY));
  }
});

test('a credential is needed where the operation needs one', async (t) => {
  const server = await serve(t, NOTHING);
  const azotte = new Azotte({ baseUrl: `${server.origin}/v1` });
  await assert.rejects(azotte.results.pdf(), (error) => {
    assert.ok(error instanceof InvalidArgumentError);
    assert.match(error.message, /Missing key. Set the environment variable EVERYTHING_KEY/);
    return true;
  });
  await assert.rejects(
    azotte.class.export(),
    /Missing password. Set the environment variable AZOTTE_PASSWORD or/,
  );
  assert.equal(server.received.length, 0);
});

test('the first alternative that is there is used: a key, or a token', async (t) => {
  const server = await serve(t, [304, '']);
  await client(server).results.statuses();
  await new Azotte({ token: 'tok.1', baseUrl: `${server.origin}/v1` }).results.statuses();
  const [first, second] = server.received.map(({ headers }) => headers);
  assert.deepEqual([first['x-key'], first.authorization], [KEY, undefined]);
  assert.deepEqual([second['x-key'], second.authorization], [undefined, 'Bearer tok.1']);
});

test('a new token is requested after a 401', async (t) => {
  const server = await serve(t, [401, ''], [304, '']);
  const tokens = ['old', 'new'];
  const token = async () => tokens.shift();
  await new Azotte({ token, baseUrl: `${server.origin}/v1` }).results.statuses();
  const sent = server.received.map(({ headers }) => headers.authorization);
  assert.deepEqual(sent, ['Bearer old', 'Bearer new']);
});

test('a user name and password, and a key in the query', async (t) => {
  const server = await serve(t, NOTHING);
  assert.throws(() => client(server, { password: 'ada:pässword' }), InvalidArgumentError);
  const ascii = client(server, { password: 'ada:secret', queryKey: 'a&b' });
  await ascii.class.export();
  await ascii.class.delete();
  const [basic, query] = server.received;
  assert.equal(basic.headers.authorization, `Basic ${btoa('ada:secret')}`);
  assert.equal(query.url, '/v1/query-key?api%20key=a%26b');
});

test('the command of an error has no credential', async (t) => {
  const server = await serve(t, [500, '']);
  const azotte = client(server, { password: 'ada:5eCret1234', queryKey: '5eCret1234' });
  for (const [call, text] of [
    [azotte.results.pdf(), '-H "x-key: $EVERYTHING_KEY"'],
    [azotte.class.export(), '-u "$AZOTTE_PASSWORD"'],
    [azotte.class.delete(), '--url-query "api%20key=$AZOTTE_QUERY_KEY"'],
  ]) {
    const error = await call.catch((thrown) => thrown);
    assert.ok(error.curl.includes(text), error.curl);
    assert.ok(!/5eCret/.test(error.curl + error.message), error.curl);
  }
});

const SECRETS = {
  token: 'tok.5eCretTOKENtobeFOUND',
  password: 'ada:5eCret&PASSWORD',
  queryKey: '5eCret&QUERY/KEYtobeFOUND',
  otherKey: 'oth.5eCretKEYtobeFOUND',
};
const USES = {
  token: (azotte) => azotte.results.statuses(),
  password: (azotte) => azotte.class.export(),
  queryKey: (azotte) => azotte.class.delete(),
  otherKey: (azotte) => azotte.class.other(),
};
const FORMS = ['5eCret', btoa(SECRETS.password)];

/** Sends back what was received, as a server may, and the secret. */
function echo(secret) {
  return ({ headers, url }, response) => {
    const sent = JSON.stringify([url, headers, secret, secret.split(':').at(-1)]);
    response.writeHead(500, { 'content-type': 'text/plain', 'x-echo': sent, 'x-url': url });
    response.end(JSON.stringify({ error: { message: sent, code: url, details: { sent } } }));
  };
}

for (const [option, use] of Object.entries(USES)) {
  test(`no error, event or log shows ${option}, whatever the server sends back`, async (t) => {
    const logged = [];
    const log = (...values) => logged.push(...values);
    const options = {
      [option]: SECRETS[option],
      maxRetries: 0,
      onEvent: log,
      logger: { debug: log, info: log, error: log },
    };
    const server = await serve(t, echo(SECRETS[option]));
    for (const { origin } of [server, await gone()]) {
      const azotte = new Azotte({ ...options, baseUrl: `${origin}/v1` });
      const error = await use(azotte).catch((thrown) => thrown);
      const { curl, body, headers, details, cause } = error;
      const shown = [azotte, error, { curl, body, details }, [...(headers ?? [])], logged];
      for (const value of cause ? [...shown, cause] : shown) {
        for (const form of FORMS) assertNotPrinted(value, form);
      }
    }
    assert.ok(logged.length > 0);
  });

  test(`a function can return ${option}`, async (t) => {
    const server = await serve(t, [option === 'token' ? 304 : 204, '']);
    const secret = async () => SECRETS[option];
    await use(new Azotte({ [option]: secret, baseUrl: `${server.origin}/v1` }));
    const sent = JSON.stringify(server.received);
    assert.ok(FORMS.some((form) => sent.includes(form)));
  });

  test(`${option} is not sent over plain HTTP`, () => {
    const options = { [option]: SECRETS[option], baseUrl: 'http://example.com/v1' };
    assert.throws(
      () => new Azotte(options),
      (error) => {
        assert.match(error.message, /plain HTTP/);
        assertNotPrinted(error, '5eCret');
        return true;
      },
    );
  });
}

test('a deprecated operation warns once', async (t) => {
  const server = await serve(t, NOTHING);
  const warnings = [];
  const listen = (warning) => warnings.push(warning);
  process.on('warning', listen);
  t.after(() => process.off('warning', listen));
  const warned = once(process, 'warning');
  const azotte = client(server);
  await azotte.class.old();
  await azotte.class.old();
  await warned;
  assert.deepEqual(
    warnings.map(({ name, message }) => [name, message]),
    [
      [
        'DeprecationWarning',
        'azotte.class.old is deprecated since 1.1.0. It can be removed after 2030-01-31. Use class.import instead.',
      ],
    ],
  );
});
