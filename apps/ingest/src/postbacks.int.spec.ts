import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { decode, deviceShard, kvKeys, receivedInstalls, type ReceivedInstall } from '@kochava-stream/contracts';
import { putConfig, readShard } from '@kochava-stream/messaging';
import { aSync, eventually } from '@kochava-stream/testing';
import { quiet, startRig, withRig, type Rig } from './ingest-rig.spec.ts';

const newSecret = () => `CANARY${randomBytes(24).toString('base64url')}`;
const secret = newSecret();
const rotated = newSecret();
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const door = (postbacks: object = {}) =>
  aSync({ postbacks: { parameters: {}, secretHashes: [hash(secret), hash(rotated)], ...postbacks } });
const path = (query = '', of = secret, project = 'project-1') =>
  `/kochava/postbacks/${project}/${of}${query === '' ? '' : `?${query}`}`;
const idfa = 'A6334005-9019-46BB-9659-74FD0BD33585';
const adid = '38400000-8cf0-11bd-b23e-10b96e40000d';

interface Told {
  readonly subject: string;
  readonly installs: readonly ReceivedInstall[];
}

function readInstalls({ nats }: Rig): { told: Told[]; installs: () => ReceivedInstall[]; close: () => void } {
  const told: Told[] = [];
  const reader = readShard(nats, {
    stream: 'RECEIVED',
    subject: 'received.installs.*',
    fromSeq: 1,
    logger: quiet,
  });
  const reading = (async () => {
    for await (const { subject, bytes } of reader) told.push({ subject, ...decode(receivedInstalls, bytes) });
  })();
  reading.catch(() => undefined);
  return { told, installs: () => told.flatMap(({ installs }) => installs), close: () => reader.close() };
}

async function ask(rig: Rig, url: string, init: RequestInit = {}): Promise<[number, any]> {
  const response = await fetch(`${rig.service.url}${url}`, init);
  const text = await response.text();
  return [response.status, text === '' ? '' : JSON.parse(text)];
}

const count = async (rig: Rig, result: string): Promise<number> => {
  const text = await (await fetch(`${rig.service.url}/metrics`)).text();
  return Number(new RegExp(`ingest_postbacks_total\\{result="${result}"[^}]*\\} (\\d+)`).exec(text)?.[1] ?? 0);
};

describe('install postbacks', () => {
  let rig: Rig;
  let seen: ReturnType<typeof readInstalls>;
  let collector: Server;
  let spans = '';
  beforeAll(async () => {
    collector = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => (spans += chunk.toString('latin1')));
      request.on('end', () => response.end('{}'));
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    rig = await startRig({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: 1 } });
    await putConfig(rig.nats, kvKeys.sync('sync-1'), door());
    seen = readInstalls(rig);
    await eventually(async () => expect((await ask(rig, path('idfa=')))[0]).toBe(200));
  });
  afterAll(async () => {
    seen?.close();
    await rig?.stop();
    collector?.close();
  });

  it('by GET and by POST, as a form or as JSON, are stored in the shard of their device before the answer', async () => {
    const form = new URLSearchParams({ kochava_device_id: 'pb-form', adid }).toString();
    const json = JSON.stringify({ kochava_device_id: 'pb-json', idfa });
    const stored = [200, { code: 200, result: 'stored' }];
    expect(await ask(rig, path(`kochava_device_id=pb-get&idfa=${idfa}&adid=%7Badid%7D`))).toEqual(stored);
    expect(await ask(rig, path('', rotated), { method: 'POST', body: form })).toEqual(stored);
    expect(await ask(rig, path('idfa=x'), { method: 'POST', body: json })).toEqual(stored);
    await eventually(() => expect(seen.installs()).toHaveLength(3));
    const base = { sync: 'sync-1', source: 'postback' };
    expect(seen.installs()).toMatchObject([
      { ...base, kochavaDeviceId: 'pb-get', ids: { idfa } },
      { ...base, kochavaDeviceId: 'pb-form', ids: { adid } },
      { ...base, kochavaDeviceId: 'pb-json', ids: { idfa } },
    ]);
    expect(seen.installs()[0]?.ids).toEqual({ idfa });
    for (const { subject, installs } of seen.told) {
      for (const { kochavaDeviceId } of installs) {
        expect(subject).toBe(`received.installs.${deviceShard('sync-1', kochavaDeviceId ?? '', 4)}`);
      }
    }
  });

  it('that say the same have the same id; without a kochava_device_id they name nobody but their ids', async () => {
    const before = seen.installs().length;
    for (let n = 0; n < 2; n += 1) expect((await ask(rig, path(`adid=${adid}`)))[0]).toBe(200);
    await eventually(() => expect(seen.installs()).toHaveLength(before + 2));
    const [one, two] = seen.installs().slice(before);
    expect(one).toMatchObject({ kochavaDeviceId: null, ids: { adid } });
    expect(two?.id).toBe(one?.id);
  });

  it('with nothing usable are 200 where the device has nothing, 400 where a name or a macro is wrong', async () => {
    const before = seen.installs().length;
    expect(await ask(rig, path('idfa=&adid=00000000-0000-0000-0000-000000000000'))).toEqual([
      200,
      { code: 200, result: 'no-identifier' },
    ]);
    const [status, body] = await ask(rig, path(`IDFA=${idfa}&click=abc`));
    expect(status).toBe(400);
    expect(body.error).toMatch(/none of kochava_device_id, idfa.* seen: IDFA, click/);
    expect(body.error).not.toContain(idfa);
    expect((await ask(rig, path('idfa=%7Bidfa%7D')))[0]).toBe(400);
    expect((await ask(rig, path(), { method: 'POST', body: '{"idfa":' }))[0]).toBe(400);
    expect((await ask(rig, path(), { method: 'POST', body: `idfa=${'x'.repeat(20_000)}` }))[0]).toBe(413);
    expect(seen.installs()).toHaveLength(before);
  });

  it('of other events are taken and not stored, by the names that the sync maps', async () => {
    await putConfig(rig.nats, kvKeys.sync('sync-1'), door({ parameters: { idfa: 'device', event_name: 'event' } }));
    await eventually(async () => {
      expect(await ask(rig, path(`device=${idfa}&event=Purchase`))).toEqual([
        200,
        { code: 200, result: 'other-event' },
      ]);
    });
    const before = seen.installs().length;
    expect((await ask(rig, path(`device=${idfa}&event=_install`)))[1]).toEqual({ code: 200, result: 'stored' });
    await eventually(() => expect(seen.installs()).toHaveLength(before + 1));
    expect((await ask(rig, path(`device=${idfa}`)))[0]).toBe(400);
    await putConfig(rig.nats, kvKeys.sync('sync-1'), door());
  });

  it('with another secret, project, method or a removed secret find nothing, and soon have to wait', async () => {
    const unknown = [404, { code: 404, error: 'Invalid request path' }];
    expect(await ask(rig, path('idfa=x', newSecret()))).toEqual(unknown);
    expect(await ask(rig, path('idfa=x', secret, 'project-2'))).toEqual(unknown);
    expect(await ask(rig, path('idfa=x', hash(secret)))).toEqual(unknown);
    expect((await ask(rig, path(`idfa=${idfa}`), { method: 'HEAD' }))[0]).toBe(404);
    expect((await ask(rig, path(`idfa=${idfa}`), { method: 'PUT' }))[0]).toBe(404);
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(rig, path('idfa=x', newSecret()))));
    expect(answers.map(([status]) => status).filter((status) => status === 429).length).toBeGreaterThan(5);
    expect(await count(rig, 'throttled')).toBeGreaterThan(5);
    expect((await ask(rig, path(`adid=${adid}`)))[0]).toBe(200);
    await putConfig(rig.nats, kvKeys.sync('sync-1'), door({ secretHashes: [hash(rotated)] }));
    await eventually(async () => expect((await ask(rig, path('idfa=')))[0]).toBe(429));
    expect((await ask(rig, path('idfa=', rotated)))[0]).toBe(200);
    await putConfig(rig.nats, kvKeys.sync('sync-1'), door());
  });

  it('leave no secret in metrics and spans', async () => {
    await eventually(() => expect(spans).toContain('/kochava/postbacks/:project/:secret'), { timeoutMs: 15_000 });
    expect(spans).not.toContain('CANARY');
    const metrics = await (await fetch(`${rig.service.url}/metrics`)).text();
    expect(metrics).toContain('ingest_postbacks_total{result="stored"');
    expect(metrics).not.toContain('CANARY');
  });
});

describe('an install postback that cannot be stored', () => {
  it('is 503, so that Kochava sends it again', async () => {
    await withRig({ env: { ACCEPT_DEADLINE_MS: 400 } }, async (rig) => {
      await putConfig(rig.nats, kvKeys.sync('sync-1'), door());
      await eventually(async () => expect((await ask(rig, path('idfa=')))[0]).toBe(200));
      await rig.server.kill('SIGSTOP');
      expect((await ask(rig, path(`adid=${adid}`)))[0]).toBe(503);
      await rig.server.kill('SIGCONT');
      await eventually(async () => expect((await ask(rig, path(`adid=${adid}`)))[0]).toBe(200), { timeoutMs: 15_000 });
      expect(await count(rig, 'not-stored')).toBeGreaterThanOrEqual(1);
    });
  });

  it('is 503 while nothing is known of the configuration', async () => {
    await withRig({ published: false }, async (rig) => {
      expect((await ask(rig, path(`adid=${adid}`)))[0]).toBe(503);
    });
  });
});
