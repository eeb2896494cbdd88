import { kvKeys, type DispatchEntry } from '@kochava-stream/contracts';
import { consumerLag, deleteKey, ensureSyncConsumers } from '@kochava-stream/messaging';
import { eventually } from '@kochava-stream/testing';
import { KochavaClient, type KochavaRequest } from './kochava/kochava-client.ts';
import {
  accept,
  entry,
  fakeKochava,
  many,
  publishSync,
  repeats,
  send,
  startDispatcher,
  startWorld,
  type Answer,
  type Overrides,
  type World,
} from './harness.spec.ts';

const hour = 3_600_000;
const failing: Answer = (_seen, response) => void response.writeHead(503).end();

let world: World;
let kochava: Awaited<ReturnType<typeof fakeKochava>>;
let running: Awaited<ReturnType<typeof startDispatcher>> | undefined;
let serial = 0;
let sync = '';

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  kochava = await fakeKochava();
  serial += 1;
  sync = `retrying-${serial}`;
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  kochava.close();
  await deleteKey(world.nats, 'config', kvKeys.sync(sync));
});

async function start(overrides: Overrides = {}) {
  running = await startDispatcher(world, kochava.url, overrides);
  return running;
}

const letter = (id: string) => world.dead.find((each) => each.id === `${id}.dead`);
const quiet = () => eventually(async () => expect(await consumerLag(world.nats, sync)).toMatchObject({ waiting: 0 }));

describe('retries', () => {
  it('survive a dispatcher and a nats-server that are killed: each goes on where it was', async () => {
    kochava.answer = failing;
    await publishSync(world.nats, { id: sync, concurrency: 4 });
    await ensureSyncConsumers(world.nats, sync, { concurrency: 4, ackWaitMs: 5_000 });
    const first = await start({ random: () => 0.9 });
    const entries = many(12, `survivor-${serial}`);
    await send(world.nats, sync, entries);
    const ids = new Set(entries.map(({ id }) => id));
    const waiting = () => world.retries.filter((each) => ids.has(each.entry.id));
    await eventually(() => expect(waiting()).toHaveLength(12));
    await first.crash();
    running = undefined;
    await world.server.kill('SIGKILL');
    await world.server.restart();
    const before = kochava.seen.length;
    kochava.answer = accept;
    await start();
    // What the killed one had in its hands comes back when its window has run out.
    await eventually(() => expect(kochava.seen.length - before).toBe(12), { timeoutMs: 45_000 });
    expect(repeats(kochava.bodies().slice(before))).toEqual({});
    await eventually(() => {
      const accepted = world.outcomes.filter((each) => each.sync === sync && each.outcome === 'accepted');
      expect(accepted).toHaveLength(12);
      // More than once where it was tried again before the kill.
      expect(accepted.filter(({ attempts }) => attempts < 2)).toEqual([]);
    });
    await quiet();
  }, 90_000);

  it('end with the horizon of their sync, as dead letters that say expired', async () => {
    kochava.answer = failing;
    await publishSync(world.nats, { id: sync, delivery: { retryHours: 3_000 / hour } });
    await start({ random: () => 0 });
    await send(world.nats, sync, [entry(`short.${serial}`)]);
    await eventually(() => expect(letter(`short.${serial}`)).toBeDefined(), { timeoutMs: 10_000 });
    expect(letter(`short.${serial}`)).toMatchObject({ reason: 'expired', reply: { status: 503 }, kind: 'event' });
    // At 0, 1 and 2 s: the next one would fall behind it.
    expect(letter(`short.${serial}`)?.attempts).toBeGreaterThanOrEqual(2);
    expect(letter(`short.${serial}`)?.attempts).toBeLessThanOrEqual(3);
  });

  it('count from when the event was accepted; for a replay and a link from when they were handed on', async () => {
    await publishSync(world.nats, { id: sync });
    await start();
    const old: Partial<DispatchEntry> = { acceptedAt: Date.now() - 73 * hour };
    await send(world.nats, sync, [
      entry(`old.${serial}`, old),
      entry(`again.${serial}`, { ...old, replayOf: 'a-letter' }),
    ]);
    await send(world.nats, sync, [entry(`link.${serial}`, { ...old, properties: { plan: 'gold' } })], 'link');
    await eventually(() => expect(letter(`old.${serial}`)).toMatchObject({ reason: 'expired', attempts: 0 }));
    await eventually(() => expect(kochava.seen).toHaveLength(2));
    expect(kochava.bodies().sort()).toEqual([`{"id":"again.${serial}"}`, `{"id":"link.${serial}"}`]);
  });

  it('of a Kochava that only fails stop for the breaker, which tries with one call at a time and opens again', async () => {
    kochava.answer = failing;
    await publishSync(world.nats, { id: sync, concurrency: 4 });
    await start({ lane: { traffic: { breaker: { failuresInARow: 8, firstOpenMs: 400, longestOpenMs: 400 } } } });
    await send(world.nats, sync, many(60, `broken-${serial}`));
    const gate = () => running?.dispatcher.sync(sync)?.lane.traffic.gate;
    await eventually(() => expect(gate()?.reasons).toEqual(['breaker-open']));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = kochava.seen.length;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    // One probe after another, each after its 400 ms.
    expect(kochava.seen.length - before).toBeGreaterThanOrEqual(2);
    expect(kochava.seen.length - before).toBeLessThanOrEqual(4);
    kochava.answer = accept;
    await eventually(() => expect(gate()?.isOpen).toBe(true));
    await eventually(
      () => expect(world.outcomes.filter((each) => each.sync === sync && each.outcome === 'accepted')).toHaveLength(60),
      { timeoutMs: 25_000 },
    );
  }, 40_000);
});

describe('a fixed rate', () => {
  it('is that of the sync, however many dispatchers share it', async () => {
    const other = await startDispatcher(world, kochava.url, { lookEveryMs: 100 });
    await start({ lookEveryMs: 100 });
    await publishSync(world.nats, { id: sync, concurrency: 20, delivery: { maxPerSecond: 30 } });
    const rates = () => [running, other].map((each) => each?.dispatcher.sync(sync)?.lane.traffic.rate);
    // Those of the specs before are heard of for a minute yet.
    await eventually(() => expect(Math.max(...rates().map((rate) => rate ?? 30))).toBeLessThanOrEqual(15));
    const share = rates()[0] ?? 0;
    for (let batch = 0; batch < 20; batch += 1) await send(world.nats, sync, many(10, `paced-${serial}-${batch}`));
    await eventually(() => expect(kochava.seen.length).toBeGreaterThan(0));
    const began = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const perSecond = (1_000 * kochava.seen.length) / (Date.now() - began);
    expect(perSecond).toBeLessThanOrEqual(2 * share + 2);
    expect(perSecond).toBeGreaterThanOrEqual(share);
    await other.close();
  });
});

describe('the order', () => {
  /** Writes down what leaves, in the order in which it leaves. */
  class WatchedClient extends KochavaClient {
    readonly left: string[] = [];
    override post(request: KochavaRequest) {
      this.left.push((JSON.parse(request.body) as { id: string }).id);
      return super.post(request);
    }
  }

  it('in which the events of a device leave is that in which they were accepted, with many calls at a time', async () => {
    kochava.answer = (_seen, response) =>
      void setTimeout(() => response.end('{"success":"1"}'), 1 + Math.random() * 20);
    await publishSync(world.nats, { id: sync, concurrency: 16 });
    const client = new WatchedClient({ target: { origin: kochava.url, lookup: undefined }, maxConnections: 16 });
    await start({ client });
    const devices = 7;
    let count = 0;
    const batches = Array.from({ length: 25 }, (_, batch) =>
      Array.from({ length: 1 + ((batch * 7) % 20) }, () => {
        count += 1;
        return entry(`order.${count}`, { kochavaDeviceId: `device ${count % devices}` });
      }),
    );
    for (const batch of batches) await send(world.nats, sync, batch);
    await eventually(() => expect(kochava.seen).toHaveLength(count));
    const deviceOf = (id: string) => Number(id.split('.')[1]) % devices;
    const accepted = batches.flat().map(({ id }) => id);
    for (let device = 0; device < devices; device += 1) {
      const of = (ids: readonly string[]) => ids.filter((id) => deviceOf(id) === device);
      expect(of(client.left)).toEqual(of(accepted));
    }
    await client.close();
  });
});
