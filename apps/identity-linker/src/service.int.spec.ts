import { linksRequested } from '@kochava-stream/contracts';
import { aLinkRequest, anInstall, anOutcome, aSync, eventually } from '@kochava-stream/testing';
import { shards, Stage, startServers, type Servers } from './stage.spec.ts';

let servers: Servers;
let stage: Stage;
beforeAll(async () => {
  servers = await startServers();
}, 120_000);
afterAll(async () => servers?.stop());
afterEach(async () => stage?.close());

const device = (n: number) => ({ kochavaDeviceId: `d-${n}`, ids: { idfv: `V-${n}` } });
const everyDevice = (count: number) => Array.from({ length: count }, (_, n) => `d-${n}`).sort();
const now = () => Date.now();

async function released(count: number, timeoutMs = 20_000): Promise<string[]> {
  const links = await eventually(
    async () => {
      const sent = await stage.links();
      expect(sent.length).toBeGreaterThanOrEqual(count);
      return sent;
    },
    { timeoutMs },
  );
  return links.map(({ kochavaDeviceId }) => kochavaDeviceId).sort();
}

describe('the identity-linker', () => {
  it('holds, hears of the accepted event, lets it settle, and releases the bytes', async () => {
    stage = await Stage.open(servers, [aSync({ hold: { settleSeconds: 1 } })]);
    const service = await stage.startLinker();
    await stage.request(aLinkRequest({ ...device(1), requestedAt: now() }));
    await eventually(async () => expect(await stage.counts()).toEqual({ 'link-requested': 1, 'link-held': 1 }));
    await stage.tell(anOutcome({ ...device(1), outcome: 'retry', class: 'server-error', status: 503 }));
    const told = now();
    await stage.tell(anOutcome({ ...device(1) }));
    expect(await released(1)).toEqual(['d-1']);
    expect(now() - told).toBeGreaterThanOrEqual(1_000);
    const [link] = await stage.links();
    expect(link?.body).toBe('{"kochava_app_id":"kodemo","device_id":{"idfv":"V-1"},"data":{"plan":"gold"}}');
    const ready = await fetch(`${service.url}/readyz`);
    expect([ready.status, (await fetch(`${service.url}/metrics`)).status]).toEqual([200, 200]);
  });

  it('waits until the configuration has been published', async () => {
    stage = await Stage.open(servers);
    const service = await stage.startLinker();
    await stage.request(aLinkRequest(device(1)));
    await stage.tell(anOutcome(device(1)));
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
    await stage.configure([aSync()]);
    expect(await released(1)).toEqual(['d-1']);
    expect(await stage.dead()).toEqual([]);
  });

  it('puts what nobody can take into the dead letters, and its neighbours pass', async () => {
    stage = await Stage.open(servers, [aSync()]);
    await stage.startLinker();
    const subject = linksRequested.subject({ shard: 0 });
    await stage.publish(subject, Buffer.from('{"v":1,"requests":"none"}'));
    await stage.publish(subject, Buffer.from('not json'));
    await stage.request(
      aLinkRequest(device(1)),
      aLinkRequest({ kochavaDeviceId: 'd-2\0' }),
      aLinkRequest({ ...device(3), properties: { plan: 'x\0' } }),
      aLinkRequest(device(4)),
    );
    for (const n of [1, 3, 4]) await stage.tell(anOutcome(device(n)));
    expect(await released(2)).toEqual(['d-1', 'd-4']);
    const dead = await eventually(async () => {
      const letters = await stage.dead();
      expect(letters).toHaveLength(4);
      return letters;
    });
    expect(new Set(dead.map(({ kind, source, reason }) => `${kind} ${source} ${reason}`))).toEqual(
      new Set(['poison identity-linker poison']),
    );
    const payloads = dead.map(({ payload }) => Buffer.from(JSON.parse(payload) as string, 'base64').toString());
    expect(payloads).toEqual(
      expect.arrayContaining(['not json', expect.stringContaining('d-2'), expect.stringContaining('d-3')]),
    );
  });

  it('shares the shards among several, with postbacks that land in any of them', async () => {
    stage = await Stage.open(servers, [aSync()]);
    await Promise.all([stage.startLinker(), stage.startLinker()]);
    const count = 120;
    for (let n = 0; n < count; n += 1) {
      const unnamed = anInstall({ ...device(n), kochavaDeviceId: null });
      const sent = [stage.request(aLinkRequest(device(n))), stage.install(unnamed, (n * 7) % shards)];
      await Promise.all(n % 2 === 0 ? sent : sent.toReversed());
    }
    expect(await released(count)).toEqual(everyDevice(count));
  });

  it('loses nothing and sends nothing twice when Postgres dies, and when one linker takes over from another', async () => {
    stage = await Stage.open(servers, [aSync()]);
    const first = await stage.startLinker();
    const count = 300;
    for (let n = 0; n < count; n += 1) {
      await stage.request(aLinkRequest(device(n)));
      if (n === 100) {
        await servers.postgres.kill('SIGKILL');
        await servers.postgres.restart();
      }
      if (n === 200) {
        void stage.startLinker();
        await first.close();
      }
      await stage.tell(anOutcome(device(n)));
    }
    expect(await released(count, 40_000)).toEqual(everyDevice(count));
    expect(await stage.dead()).toEqual([]);
  }, 90_000);
});
