/** What operators and broken programs do to the broker: nothing is replayed into Kochava, nothing is passed over in silence. */
import { randomUUID } from 'node:crypto';
import { embeddedShards, type ServiceName } from '@kochava-stream/all-in-one';
import { differences, metricsOfServices } from '@kochava-stream/checks';
import { type DeadLetter } from '@kochava-stream/contracts';
import { provision, syncConsumerNames } from '@kochava-stream/messaging';
import { eventually } from '@kochava-stream/testing';
import { closedBooks } from './support/books.ts';
import { identify, iphone, vendorId } from './support/client.ts';
import { earlyLinks, sentFor, told, violations, type Sent } from './support/ledger.ts';
import { pause } from './support/pause.ts';
import { runProgram } from './support/program.ts';
import { type Scene, Scenes } from './support/scenes.ts';
import { startScratchProcesses, type ScratchProcesses } from './support/scratch-processes.ts';
import { allDeadLetters } from './support/stream-messages.ts';

let scratch: ScratchProcesses;
beforeAll(async () => {
  scratch = await startScratchProcesses();
}, 180_000);
afterAll(async () => scratch?.close(), 120_000);

const scenes = new Scenes('koops', () => scratch);
const scene = scenes.make;

const sent = (at: Scene): Sent[] => sentFor(scratch.sandbox.requests(), at.app);
const line = (device: string): string => `event ${device} Purchase {"price":12.5}`;

/** Kochava got exactly these. */
async function expectAtKochava(at: Scene, devices: readonly string[], timeoutMs = 30_000): Promise<void> {
  const expected = devices.map(line).sort();
  await eventually(() => expect(told(sent(at)).sort()).toEqual(expected), { timeoutMs });
}

async function deleteConsumers(at: Scene): Promise<void> {
  for (const name of Object.values(syncConsumerNames(at.sync)))
    await scratch.nats.jsm.consumers.delete('DISPATCH', name);
}

/** Resolves when a service is not ready and says why. */
async function notReady(service: Parameters<ScratchProcesses['readyz']>[0], why: RegExp): Promise<void> {
  await eventually(
    async () => {
      const { status, checks } = await scratch.readyz(service);
      expect({ status, why: Object.values(checks).join('\n') }).toEqual({
        status: 503,
        why: expect.stringMatching(why),
      });
    },
    { timeoutMs: 30_000, everyMs: 100 },
  );
}

const ready = (service: Parameters<ScratchProcesses['readyz']>[0], timeoutMs = 30_000): Promise<void> =>
  eventually(async () => expect(await scratch.readyz(service)).toMatchObject({ status: 200 }), {
    timeoutMs,
    everyMs: 100,
  });

describe("an operator deletes a sync's durable consumers", () => {
  it('while it runs: it stops loudly, and goes on where it was when the sync is enabled again', async () => {
    const at = await scene();
    await at.client.send(...['del-01', 'del-02', 'del-03'].map((device) => iphone(device)));
    await expectAtKochava(at, ['del-01', 'del-02', 'del-03']);
    // At once: the newest position is not written down yet.
    await deleteConsumers(at);
    await notReady('kochava-dispatcher', new RegExp(at.sync));
    await at.client.send(iphone('del-04'));
    await pause(1_000);
    expect(sent(at)).toHaveLength(3);

    await scratch.api.disable(at.sync);
    await scratch.api.enable(at.sync);
    await ready('kochava-dispatcher');
    await expectAtKochava(at, ['del-01', 'del-02', 'del-03', 'del-04']);
    await at.client.send(iphone('del-05'));
    await expectAtKochava(at, ['del-01', 'del-02', 'del-03', 'del-04', 'del-05']);
    await closedBooks(scratch.api, at.project, at.client.accepted);
  }, 60_000);

  it('while services are down: after the start nothing is sent again, and what waited is sent', async () => {
    const at = await scene();
    const { config, 'kochava-dispatcher': dispatcher } = scratch.processes.services;
    await at.client.send(...['down-1', 'down-2', 'down-3'].map((device) => iphone(device)));
    await expectAtKochava(at, ['down-1', 'down-2', 'down-3']);
    await dispatcher.stop();
    await config.stop();
    await at.client.send(iphone('down-4'));
    await deleteConsumers(at);
    await config.start();
    await dispatcher.start();
    await expectAtKochava(at, ['down-1', 'down-2', 'down-3', 'down-4']);
    await at.client.send(iphone('down-5'));
    await expectAtKochava(at, ['down-1', 'down-2', 'down-3', 'down-4', 'down-5']);
    await closedBooks(scratch.api, at.project, at.client.accepted);
  }, 90_000);

  it('after a crash of both: what was done some seconds before is not sent again', async () => {
    const at = await scene();
    const { config, 'kochava-dispatcher': dispatcher } = scratch.processes.services;
    await at.client.send(...['kill-1', 'kill-2', 'kill-3'].map((device) => iphone(device)));
    await expectAtKochava(at, ['kill-1', 'kill-2', 'kill-3']);
    // Their position is written down every 5 s.
    await pause(6_000);
    await Promise.all([config.kill('SIGKILL'), dispatcher.kill('SIGKILL')]);
    await deleteConsumers(at);
    await at.client.send(iphone('kill-4'));
    await dispatcher.start().catch(() => undefined);
    await config.start();
    await ready('kochava-dispatcher', 60_000);
    await expectAtKochava(at, ['kill-1', 'kill-2', 'kill-3', 'kill-4'], 20_000);
    // The lease of the config that was killed runs out after 15 s.
    await closedBooks(scratch.api, at.project, at.client.accepted, 30_000);
  }, 180_000);
});

describe('a broken message goes to the dead letters with its reason, and its neighbours pass:', () => {
  const broken: readonly Buffer[] = [
    Buffer.from(''),
    Buffer.from('{"v":1,"uploads":[{"project"'),
    Buffer.from('{"v":1,"something":"else"}'),
    Buffer.from('{"v":99,"uploads":[],"requests":[],"outcomes":[],"entries":[]}'),
    Buffer.from('{"__proto__":{"v":1},"constructor":null}'),
    // Half a surrogate pair and a NUL: no UTF-8, no text for Postgres.
    Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x00, 0x22]),
    Buffer.from(`${'['.repeat(400_000)}${']'.repeat(400_000)}`),
  ];

  /** Four shards: these are in all of them. */
  const neighbours = Array.from({ length: 12 }, (_, n) => `near-${n}`);

  async function publishRaw(subject: string, bytes: Buffer): Promise<void> {
    await scratch.nats.js.publish(subject, bytes, { msgID: randomUUID() });
  }

  async function newLetters(known: ReadonlySet<string>, n: number): Promise<DeadLetter[]> {
    return await eventually(
      async () => {
        const letters = (await allDeadLetters(scratch.nats)).filter(({ id }) => !known.has(id));
        expect(letters).toHaveLength(n);
        return letters;
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );
  }

  /** Whole, or as much of it as fits into a letter. */
  function isKept(bytes: Buffer, payload: string): boolean {
    const kept = Buffer.from(JSON.parse(payload) ?? '', 'base64');
    return bytes.length < 500_000
      ? kept.equals(bytes)
      : kept.length === 0 || kept.equals(bytes.subarray(0, kept.length));
  }

  const subjects: readonly [string, string, (at: Scene) => string[]][] = [
    ['received.events', 'transformer', () => [0, 1, 2, 3].map((shard) => `received.events.${shard}`)],
    ['received.installs', 'identity-linker', () => [0, 1, 2, 3].map((shard) => `received.installs.${shard}`)],
    ['links.requested', 'identity-linker', () => [0, 1, 2, 3].map((shard) => `links.requested.${shard}`)],
    ['outcomes of devices', 'identity-linker', () => [0, 1, 2, 3].map((shard) => `outcomes.${shard}`)],
    ['outcomes for the books', 'config', () => ['outcomes.counts', 'outcomes.ends']],
    [
      'dispatch',
      'kochava-dispatcher',
      ({ sync }) => ['event', 'link', 'retry'].map((kind) => `dispatch.${sync}.${kind}`),
    ],
  ];

  it.each(subjects)(
    'on %s',
    async (_, source, of) => {
      const at = await scene();
      const known = new Set((await allDeadLetters(scratch.nats)).map(({ id }) => id));
      const phones = neighbours.map((device) => iphone(`${device}-${scenes.made}`));
      await at.client.send(...phones.slice(0, 6).map((phone) => identify(phone, { plan: 'pro' })));
      let n = 0;
      for (const bytes of broken) {
        for (const subject of of(at)) {
          await publishRaw(subject, bytes);
          n += 1;
        }
      }
      await at.client.send(...phones);
      const letters = await newLetters(known, n);
      expect(new Set(letters.map((letter) => `${letter.source} ${letter.kind} ${letter.reason}`))).toEqual(
        new Set([`${source} poison poison`]),
      );
      for (const bytes of broken) {
        const kept = letters.filter(({ payload }) => isKept(bytes, payload));
        expect(kept.length).toBeGreaterThanOrEqual(of(at).length);
      }
      // 12 events and 6 links.
      await eventually(() => expect(sent(at)).toHaveLength(18), { timeoutMs: 30_000 });
      expect(earlyLinks(sent(at), 0)).toEqual([]);
      await closedBooks(scratch.api, at.project, at.client.accepted);
      for (const service of Object.keys(scratch.processes.services)) await ready(service as 'ingest');
    },
    60_000,
  );

  it('one event among good ones, deeper than anybody can write it', async () => {
    const at = await scene();
    const known = new Set((await allDeadLetters(scratch.nats)).map(({ id }) => id));
    const nested = `${'['.repeat(150_000)}${']'.repeat(150_000)}`;
    const events = ['deep-1', 'deep-2', 'deep-3'].map((device) => ({
      time: Date.now(),
      ...iphone(device),
      insert_id: randomUUID(),
    }));
    const chunk = { v: 1, uploads: [{ project: at.project, receivedAt: Date.now(), uploadedAt: null, events }] };
    const text = JSON.stringify(chunk).replace('"price":12.5},"insert_id"', `"price":${nested}},"insert_id"`);
    await publishRaw('received.events.1', Buffer.from(text));
    const [letter] = await newLetters(known, 1);
    expect(letter).toMatchObject({ source: 'transformer', kind: 'poison', project: at.project });
    await expectAtKochava(at, ['deep-2', 'deep-3']);
    const { syncs, unrouted } = await closedBooks(scratch.api, at.project, 3);
    expect([unrouted, syncs[0]?.accepted]).toEqual([{ poison: 1 }, 2]);
  }, 60_000);
});

it('Kochava had nothing to complain about, and got nothing twice', () => {
  const rows = scratch.sandbox.requests();
  expect(violations(rows)).toEqual([]);
  expect(rows.filter(({ flags }) => flags.includes('duplicate-body'))).toEqual([]);
});

it('no log and no metric named a person, a device or a secret', async () => {
  const credentials = { apiKey: 'canary-kochava-key', apiSecret: 'canary-kochava-secret' };
  const app = scenes.nextApp;
  scratch.sandbox.addApps([{ appGuid: app, auth: { apiKey: 'another', apiSecret: 'pair', strict: true } }]);
  const at = await scene({ authentication: { enabled: true, ...credentials } });
  await at.client.send(
    iphone('canary', { user_id: 'canary@example.com', event_properties: { price: 'canary-price' } }),
  );
  await eventually(() => expect(sent(at)).toHaveLength(1));
  await scratch.api.call('GET', '/api/projects', undefined, { authorization: 'Bearer canary-token' });
  await at.client.upload([{ event_type: 'Purchase', device_id: 'canary', time: 'canary-time' }]);
  await scratch.client('canary-api-key').upload([iphone('canary')]);
  await pause(300);
  const said = await scratch.said();
  expect(said).toContain('credentials-refused');
  const { adminToken } = scratch.processes;
  const canaries = [
    'canary',
    'near-0',
    'kill-1',
    'user-of-',
    vendorId('kill-1'),
    '203.0.113.7',
    at.client.apiKey,
    adminToken,
  ];
  expect(canaries.filter((text) => said.toLowerCase().includes(text.toLowerCase()))).toEqual([]);
}, 30_000);

it('the metrics are those of docs/metrics.md, and say that all is well', async () => {
  const texts: string[] = [];
  for (const [name, lists] of Object.entries(metricsOfServices)) {
    const { url } = scratch.processes.services[name as ServiceName];
    const text = await (await fetch(`${url}/metrics`)).text();
    texts.push(text);
    const { undeclared, untold: unknown } = differences(text, lists);
    expect([name, undeclared]).toEqual([name, []]);
    // Only where traces are sent somewhere.
    expect([name, unknown]).toEqual([name, ['kochava_stream_trace_spans_total']]);
  }
  const values = (metric: string): Set<string> =>
    new Set(
      [...texts.join('\n').matchAll(new RegExp(`^kochava_stream_${metric}\\{.*\\} (\\S+)$`, 'gm'))].map(
        ([, value = '']) => value,
      ),
    );
  expect(values('nats_fsync_always')).toEqual(new Set(['1']));
  expect(values('reconciliation_difference')).toEqual(new Set(['0']));
  expect(values('reconciliation_unaccounted')).toEqual(new Set(['0']));
  expect(values('link_hold_overdue_seconds')).toEqual(new Set(['0']));
});

/** Last, because it leaves the streams as they are not meant to be. */
describe('a stream that was deleted and made again', () => {
  async function replace(stream: string): Promise<void> {
    await scratch.nats.jsm.streams.delete(stream);
    await provision(scratch.nats, { shards: embeddedShards, replicas: 1 });
  }

  it('RECEIVED: its readers stop and say so, and go on where an operator tells them to', async () => {
    const at = await scene();
    await at.client.send(iphone('new-01'));
    await expectAtKochava(at, ['new-01']);
    await replace('RECEIVED');
    await notReady('transformer', /RECEIVED/);
    await notReady('identity-linker', /RECEIVED/);
    await at.client.send(iphone('new-02'));
    await pause(1_000);
    expect(sent(at)).toHaveLength(1);

    await resetPositions('transformer', 'transformer', 'RECEIVED');
    await resetPositions('linker', 'identity-linker', 'RECEIVED');
    await ready('transformer');
    await ready('identity-linker');
    await expectAtKochava(at, ['new-01', 'new-02']);
    await at.client.send(identify(iphone('new-02'), { plan: 'pro' }));
    await eventually(() => expect(told(sent(at)).at(-1)).toBe(`link {"idfv":"${vendorId('new-02')}"} {"plan":"pro"}`));
    await closedBooks(scratch.api, at.project, at.client.accepted);
  }, 90_000);

  it('the configuration: nobody takes the empty bucket for "there is nothing", and all goes on when it is back', async () => {
    const at = await scene();
    await at.client.send(iphone('conf-1'));
    await expectAtKochava(at, ['conf-1']);
    await replace('KV_sync-config');
    await notReady('ingest', /./);
    await notReady('transformer', /published/);
    const { status } = await at.client.upload([iphone('conf-2')]);
    expect(status).toBe(503);
    const { config } = scratch.processes.services;
    await config.stop();
    await config.start();
    for (const service of Object.keys(scratch.processes.services)) await ready(service as 'ingest');
    await at.client.send(iphone('conf-3'));
    await expectAtKochava(at, ['conf-1', 'conf-3']);
    const { unrouted } = await closedBooks(scratch.api, at.project, at.client.accepted);
    expect(unrouted).toEqual({});
  }, 60_000);

  it('DISPATCH: a sync whose consumers went with it does not begin anew by itself, only where it is told to', async () => {
    const at = await scene();
    await at.client.send(iphone('disp-1'));
    await expectAtKochava(at, ['disp-1']);
    await replace('DISPATCH');
    await notReady('kochava-dispatcher', new RegExp(at.sync));
    await at.client.send(iphone('disp-2'));
    // What the new stream holds may have been sent already: a restored one looks the same.
    await scratch.api.disable(at.sync);
    await scratch.api.enable(at.sync);
    await notReady('kochava-dispatcher', new RegExp(at.sync));
    await at.client.send(iphone('disp-3'));
    await pause(500);
    expect(sent(at)).toHaveLength(1);

    await resetPositions('config', `sync-${at.sync}`, 'DISPATCH');
    await scratch.api.disable(at.sync);
    await scratch.api.enable(at.sync);
    await expectAtKochava(at, ['disp-1', 'disp-2', 'disp-3'], 30_000);
    await closedBooks(scratch.api, at.project, at.client.accepted);
  }, 90_000);

  it('LINKS and OUTCOMES: whoever reads them says so', async () => {
    await replace('LINKS');
    await notReady('identity-linker', /LINKS/);
    await replace('OUTCOMES');
    await notReady('config', /OUTCOMES/);
  }, 60_000);
});

async function resetPositions(schema: string, consumer: string, stream: string): Promise<void> {
  const { nats, postgres } = scratch.processes.servers;
  const { code, output } = await runProgram('libs/shards/dist/reset-main.js', {
    args: ['--schema', schema, '--consumer', consumer, '--stream', stream, '--from', 'first', '--yes'],
    env: { DATABASE_URL: postgres.url, NATS_URL: nats.url },
  });
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('became 0') });
}
