/** Spans of the real OpenTelemetry, of the README's example and of calls that fail. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { Azotte } from 'azotte';
import { openTelemetry } from 'azotte/telemetry';
import { gone, KEY, serve, TENANT } from './server.mjs';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
trace.setGlobalTracerProvider(provider);

const PAGE = { object: 'list', data: [], has_more: false };

/** Lists bundles, and returns the spans. */
async function spansOf({ origin }, options = {}) {
  exporter.reset();
  const onEvent = openTelemetry(provider.getTracer('azotte'));
  const baseUrl = `${origin}/v1`;
  const azotte = new Azotte({ apiKey: KEY, tenantId: TENANT, baseUrl, onEvent, ...options });
  await azotte.bundles.list({ limit: 5 }).catch(() => undefined);
  return exporter.getFinishedSpans();
}

test('each attempt is a span', async (t) => {
  const server = await serve(
    t,
    [503, '', { 'x-request-id': 'req_1', 'retry-after': '0' }],
    [200, PAGE, { 'x-request-id': 'req_2' }],
  );
  const [first, second, ...others] = await spansOf(server);
  assert.equal(others.length, 0);
  const common = {
    'http.request.method': 'GET',
    'url.full': `${server.origin}/v1/bundles`,
    'url.template': '/bundles',
    'server.address': '127.0.0.1',
    'server.port': Number(new URL(server.origin).port),
    'azotte.operation': 'list_bundles',
    'azotte.tenant_id': TENANT,
  };
  assert.deepEqual(first.attributes, {
    ...common,
    'http.response.status_code': 503,
    'error.type': '503',
    'azotte.request_id': 'req_1',
  });
  assert.deepEqual(second.attributes, {
    ...common,
    'http.response.status_code': 200,
    'http.request.resend_count': 1,
    'azotte.request_id': 'req_2',
  });
  for (const { kind, name } of [first, second]) {
    assert.deepEqual([kind, name], [SpanKind.CLIENT, 'GET /bundles']);
  }
  assert.equal(first.status.code, SpanStatusCode.ERROR);
  assert.equal(second.status.code, SpanStatusCode.UNSET);
});

test('an attempt without a response is a span', async () => {
  const [span] = await spansOf(await gone(), { maxRetries: 0 });
  assert.equal(span.attributes['error.type'], 'connection');
  assert.equal(span.status.code, SpanStatusCode.ERROR);
});

test('no span shows the key', async (t) => {
  const server = await serve(t, [
    400,
    { error: { message: KEY, code: KEY } },
    { 'x-request-id': KEY },
  ]);
  const spans = await spansOf(server);
  assert.equal(spans.length, 1);
  assert.ok(
    !JSON.stringify(spans.map((span) => [span.attributes, span.status])).includes('5eCret'),
  );
});

test("the README's example makes spans of the global provider", async (t) => {
  const server = await serve(t, [200, PAGE]);
  Object.assign(process.env, {
    AZOTTE_API_KEY: KEY,
    AZOTTE_TENANT_ID: TENANT,
    AZOTTE_BASE_URL: `${server.origin}/v1`,
  });
  exporter.reset();
  await import('./opentelemetry.mjs');
  const [span] = exporter.getFinishedSpans();
  assert.equal(span.name, 'GET /bundles');
});
