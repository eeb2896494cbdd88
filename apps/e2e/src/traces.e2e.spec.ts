/** One trace from an upload to Kochava's reply, as a collector receives it. */
import { eventually } from '@kochava-stream/testing';
import { identify, iphone, type Client } from './support/client.ts';
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from './support/otlp-receiver.ts';
import { startScratchStack, type ScratchStack } from './support/scratch-stack.ts';
import { allDeadLetters } from './support/stream-messages.ts';

let receiver: OtlpReceiver;
let scratch: ScratchStack;

async function start(ratio: number): Promise<void> {
  receiver = await startOtlpReceiver();
  scratch = await startScratchStack({ endpoint: receiver.url, ratio });
}

async function stop(): Promise<void> {
  await scratch.close();
  await receiver.close();
}

interface Scene {
  readonly app: string;
  readonly sync: string;
  readonly client: Client;
}

let scenes = 0;
async function scene(): Promise<Scene> {
  const app = `kotrace-${(scenes += 1)}`;
  const { id, apiKey } = await scratch.api.project(`traces-${scenes}`);
  const sync = await scratch.api.sync(id, {
    name: 'Post-install',
    appGuid: app,
    sendEvents: { enabled: true, events: ['Purchase'], properties: { event: ['price'] } },
    sendUsers: { enabled: true, properties: ['plan'] },
    hold: { settleSeconds: 1 },
  });
  return { app, sync, client: scratch.client(apiKey) };
}

/** A trace's id and its first span's, as a client with traces of its own sends them. */
const clientTrace = (n: number) => n.toString(16).padStart(32, 'a');
const traceparent = (id: string) => `00-${id}-00f067aa0ba902b7-01`;

async function upload({ client }: Scene, id: string, ...events: object[]): Promise<void> {
  const headers = { 'content-type': 'application/json', traceparent: traceparent(id) };
  const body = JSON.stringify({ api_key: client.apiKey, events });
  expect((await client.post('/2/httpapi', { headers, body }, events.length)).status).toBe(200);
}

const named = (spans: readonly ReceivedSpan[]): string[] => spans.map(({ service, name }) => `${service} ${name}`);
const one = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan => {
  const found = spans.filter((span) => span.name === name);
  expect([name, found.length]).toEqual([name, 1]);
  return found[0] as ReceivedSpan;
};

describe('with every upload recorded', () => {
  beforeAll(() => start(1), 120_000);
  afterAll(stop, 60_000);

  it('an event is one trace: the upload, its stream, the transaction with its statements, the call, the outcome', async () => {
    const at = await scene();
    const id = clientTrace(1);
    await upload(at, id, iphone('trace-1'));
    await eventually(() => expect(named(receiver.trace(id))).toContain('identity-linker process outcomes'));
    await eventually(() => expect(named(receiver.trace(id))).toContain('kochava-dispatcher process dispatch.event'));
    const spans = receiver.trace(id);
    expect(new Set(named(spans))).toEqual(
      new Set([
        'ingest POST /2/httpapi',
        'ingest send received.events',
        'transformer process received.events',
        ...statementsOf('transformer', spans),
        'transformer send dispatch.event',
        'kochava-dispatcher process dispatch.event',
        'kochava-dispatcher POST /track/json',
        'kochava-dispatcher send outcomes',
        'identity-linker process outcomes',
        ...statementsOf('identity-linker', spans),
      ]),
    );
    const uploaded = one(spans, 'POST /2/httpapi');
    const transformed = one(spans, 'process received.events');
    const dispatched = one(spans, 'process dispatch.event');
    const called = one(spans, 'POST /track/json');
    expect(uploaded).toMatchObject({ parentSpanId: '00f067aa0ba902b7', kind: 'server' });
    expect(transformed).toMatchObject({ parentSpanId: uploaded.spanId, kind: 'consumer' });
    expect(transformed.links).toContain(`${id}/${one(spans, 'send received.events').spanId}`);
    expect(dispatched).toMatchObject({ parentSpanId: transformed.spanId, kind: 'consumer' });
    expect(called).toMatchObject({ parentSpanId: dispatched.spanId, kind: 'client' });
    expect(called.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'kochava_stream.sync': at.sync,
      'kochava_stream.reply': 'accepted',
    });
    expect(one(spans, 'process outcomes').parentSpanId).toBe(called.spanId);
    for (const span of spans) expect(span.end).toBeGreaterThanOrEqual(span.start);
  });

  it('uploads that share a transaction have it in a trace each; all but one link to the one with its statements', async () => {
    const at = await scene();
    const ids = Array.from({ length: 12 }, (_, n) => clientTrace(100 + n));
    await Promise.all(ids.map((id, n) => upload(at, id, iphone(`many-${n}`))));
    await eventually(() => {
      for (const id of ids) expect(named(receiver.trace(id))).toContain('kochava-dispatcher POST /track/json');
      for (const id of ids) one(receiver.trace(id), 'process received.events');
    });
    const linked = ids
      .map((id) => one(receiver.trace(id), 'process received.events'))
      .filter(({ links }) => links.length > 0);
    expect(linked.length).toBeGreaterThan(0);
  });

  it('a link that is released later has a trace of its own, which links to its request', async () => {
    const at = await scene();
    const [asked, confirmed] = [clientTrace(200), clientTrace(201)];
    await upload(at, asked, identify(iphone('held-1'), { plan: 'pro' }));
    await eventually(() => expect(named(receiver.trace(asked))).toContain('identity-linker process links.requested'));
    await upload(at, confirmed, iphone('held-1'));
    await eventually(() => expect(receiver.spans.filter(({ name }) => name === 'release link')).toHaveLength(1));
    const released = one(receiver.spans, 'release link');
    await eventually(() =>
      expect(named(receiver.trace(released.traceId))).toContain('kochava-dispatcher POST /v1/cpi/identityLink.php'),
    );
    expect([asked, confirmed]).not.toContain(released.traceId);
    const request = one(receiver.trace(asked), 'send links.requested');
    expect(released.links.map((link) => link.split('/')[0])).toEqual([request.traceId]);
    expect(Number(released.attributes['kochava_stream.held_seconds'])).toBeGreaterThan(0.9);
    expect(one(receiver.trace(released.traceId), 'POST /v1/cpi/identityLink.php').failed).toBe(false);
  });

  it('the config API is recorded by its routes', async () => {
    await scene();
    await eventually(() => expect(named(receiver.spans)).toContain('config POST /api/projects/:project/syncs'));
  });

  it('says nothing of who it is about, and no secret', () => {
    const told = receiver.bodies.join('\n');
    expect(told.length).toBeGreaterThan(10_000);
    for (const canary of [
      'trace-1',
      'many-3',
      'held-1',
      'BCCE52E7',
      '203.0.113.7',
      'user-of-',
      '12.5',
      'koapp',
      'pro"',
    ]) {
      expect([canary, told.includes(canary)]).toEqual([canary, false]);
    }
    for (const { url } of receiver.spans.map(({ attributes }) => ({ url: String(attributes['url.path'] ?? '') }))) {
      expect(url).not.toContain('?');
    }
  });
});

describe('with no upload recorded', () => {
  beforeAll(() => start(0), 120_000);
  afterAll(stop, 60_000);

  it('a failure and a dead letter are found by the trace id that the dead letter carries', async () => {
    const at = await scene();
    scratch.sandbox.behave([{ match: { app: at.app }, status: 400, body: 'no' }], 7);
    const id = clientTrace(300);
    await upload(at, id, iphone('dead-1'));
    await upload(await scene(), clientTrace(301), iphone('fine-1'));
    const letters = await eventually(async () => {
      const all = (await allDeadLetters(scratch.nats)).filter(({ sync }) => sync === at.sync);
      expect(all).toHaveLength(1);
      return all;
    });
    expect(letters?.[0]?.traceparent?.slice(3, 35)).toBe(id);
    await eventually(() => expect(named(receiver.trace(id))).toContain('kochava-dispatcher send dead'));
    expect(one(receiver.trace(id), 'POST /track/json')).toMatchObject({ failed: true });
    expect(receiver.trace(clientTrace(301))).toEqual([]);
  });
});

/** What a service asks its database: other statements for other data. */
function statementsOf(name: string, spans: readonly ReceivedSpan[]): string[] {
  const statements = spans.filter(({ service, attributes }) => service === name && attributes['db.system.name']);
  for (const ends of ['begin', 'settle', 'commit']) one(statements, ends);
  return named(statements);
}
