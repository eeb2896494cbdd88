import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chart } from './toolchain/paths.ts';
import { run } from './toolchain/run.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const nats = (syncAlways: boolean): Promise<string> =>
  serve((_request, reply) => {
    const config = syncAlways ? { sync_always: true } : {};
    reply.end(JSON.stringify({ server_name: 'nats-0', version: '2.15.1', jetstream: { config } }));
  });

const ingest = (status: number, body: object): Promise<string> =>
  serve((_request, reply) => reply.writeHead(status).end(JSON.stringify(body)));

async function smoke(env: Record<string, string>) {
  return run(process.execPath, [join(chart, 'files/smoke.mjs')], { env, timeoutMs: 60_000 });
}

/** The real servers' answers are looked at in access.helm.spec. */
describe('helm test', () => {
  it('passes when an event is stored and every server syncs', async () => {
    const urls = [await nats(true), await nats(true)].join(',');
    const env = {
      INGEST_URL: await ingest(200, { code: 200, events_ingested: 1 }),
      NATS_MONITOR_URLS: urls,
      API_KEY: 'k\n',
    };
    const { code, out } = await smoke(env);
    expect([code, out.match(/^ok /gm)?.length]).toEqual([0, 3]);
  });

  it('fails at once when one of the servers does not sync', async () => {
    const urls = [await nats(true), await nats(false)].join(',');
    const env = {
      INGEST_URL: await ingest(200, { code: 200, events_ingested: 1 }),
      NATS_MONITOR_URLS: urls,
      API_KEY: 'k',
    };
    const { code, out } = await smoke(env);
    expect(code).toBe(1);
    expect(out).toMatch(/failed {2}nats .*lacks "sync_interval: always"/);
  });

  it('fails when the event is not taken', async () => {
    const env = { INGEST_URL: await ingest(429, { code: 429 }), NATS_MONITOR_URLS: '', API_KEY: 'k' };
    const { code, out } = await smoke(env);
    expect(code).toBe(1);
    expect(out).toMatch(/skipped nats[\s\S]*failed {2}ingest .*answered 429/);
  }, 60_000);

  it('without a key passes only when ingest knows that the key is unknown', async () => {
    const refuses = await ingest(400, { code: 400, error: 'Invalid API key: x' });
    expect(await smoke({ INGEST_URL: refuses })).toMatchObject({ code: 0 });
  });
});
