import { type ServerResponse } from 'node:http';
import { dispatchRetry, outcomes } from '@kochava-stream/contracts';
import { consumerLag, publish } from '@kochava-stream/messaging';
import { anOutcome, eventually } from '@kochava-stream/testing';
import {
  accept,
  fakeKochava,
  many,
  publishSync,
  repeats,
  send,
  startDispatcher,
  startWorld,
  storedEnds,
  storedOutcomes,
  type World,
} from './harness.spec.ts';

let world: World;
let kochava: Awaited<ReturnType<typeof fakeKochava>>;
const running: Awaited<ReturnType<typeof startDispatcher>>[] = [];

beforeEach(async () => {
  world = await startWorld();
  kochava = await fakeKochava();
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
  kochava.close();
  await world.stop();
});

async function start(overrides = {}) {
  const started = await startDispatcher(world, kochava.url, overrides);
  running.push(started);
  return started;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Answers after a while, as a server far away does. */
const after = (ms: number) => (_seen: unknown, response: ServerResponse) =>
  void setTimeout(() => response.end('{"success":"1"}'), ms);

async function idle(sync: string): Promise<void> {
  await eventually(
    async () => expect(await consumerLag(world.nats, sync)).toEqual({ waiting: 0, inFlight: 0, retrying: 0 }),
    { timeoutMs: 20_000, everyMs: 100 },
  );
}

describe('kill -9 of nats-server under load (T6, F36)', () => {
  it('loses nothing and calls nothing twice', async () => {
    await publishSync(world.nats, { concurrency: 20 });
    await start();
    kochava.answer = after(5);
    for (let batch = 0; batch < 60; batch += 1) await send(world.nats, 'sync-1', many(20, `batch-${batch}`));
    await eventually(() => expect(kochava.seen.length).toBeGreaterThan(300));
    await world.server.kill('SIGKILL');
    await pause(300);
    await world.server.restart();
    await eventually(() => expect(new Set(kochava.bodies()).size).toBe(1_200), { timeoutMs: 25_000 });
    await idle('sync-1');
    expect(repeats(kochava.bodies())).toEqual({});
    const accepted = (await storedOutcomes(world.nats)).filter(({ outcome }) => outcome === 'accepted');
    expect(new Set(accepted.map(({ id }) => id)).size).toBe(1_200);
  }, 60_000);
});

describe('a service that stops', () => {
  it('ends its calls, hands on what it has not begun, and repeats nothing', async () => {
    await publishSync(world.nats, { concurrency: 4 });
    kochava.answer = after(20);
    const first = await start();
    await send(world.nats, 'sync-1', many(200, 'begun'));
    await send(world.nats, 'sync-1', many(50, 'untouched'));
    await eventually(() => expect(kochava.seen.length).toBeGreaterThan(20));
    await first.close();
    const before = kochava.seen.length;
    expect(before).toBeLessThan(150);
    kochava.answer = accept;
    await start();
    await eventually(() => expect(kochava.seen.length).toBeGreaterThanOrEqual(250));
    await idle('sync-1');
    expect(repeats(kochava.bodies())).toEqual({});
    expect(kochava.seen).toHaveLength(250);
  });

  it('cuts a call that does not end, and has it tried again', async () => {
    await publishSync(world.nats, { concurrency: 4 });
    kochava.answer = () => undefined;
    const first = await start({ totalMs: 20_000 });
    await send(world.nats, 'sync-1', many(1, 'hanging'));
    await eventually(() => expect(kochava.seen).toHaveLength(1));
    const started = Date.now();
    await first.close(500);
    expect(Date.now() - started).toBeLessThan(3_000);
    await eventually(() => expect(world.retries).toMatchObject([{ entry: { id: 'hanging.0' }, attempts: 1 }]));
  });
});

describe('a service that crashes (F5)', () => {
  it('repeats the calls that were under way, and nothing else', async () => {
    await publishSync(world.nats, { concurrency: 4 });
    await world.nats.jsm.consumers.update('DISPATCH', 'sync-sync-1', { ack_wait: 2e9 });
    const hanging = new Set<string>();
    kochava.answer = (seen, response, request) => {
      if (kochava.seen.length <= 150) return accept(seen, response, request);
      hanging.add(seen.body);
    };
    const first = await startDispatcher(world, kochava.url);
    // Of one device: most of their outcomes are told as ends only.
    const half = many(200, 'half').map((each) => ({ ...each, kochavaDeviceId: 'one' }));
    await send(world.nats, 'sync-1', half);
    await send(world.nats, 'sync-1', many(50, 'untouched'));
    await eventually(() => expect(hanging.size).toBe(4));
    await eventually(async () => expect(await storedEnds(world.nats)).toHaveLength(150));
    await first.crash();
    kochava.answer = accept;
    await start();
    await eventually(() => expect(new Set(kochava.bodies()).size).toBe(250));
    await idle('sync-1');
    expect(Object.keys(repeats(kochava.bodies())).sort()).toEqual([...hanging].sort());
    expect(kochava.seen).toHaveLength(254);
  });

  it('ends again what was told in part: of the device, and not yet to the books', async () => {
    await publishSync(world.nats, { concurrency: 4 });
    await world.nats.jsm.consumers.update('DISPATCH', 'sync-sync-1', { ack_wait: 2e9 });
    kochava.answer = () => undefined;
    const first = await startDispatcher(world, kochava.url);
    const entries = many(3, 'told');
    await send(world.nats, 'sync-1', entries);
    await eventually(() => expect(kochava.seen).toHaveLength(3));
    await first.crash();
    // As if the crash had come between the two.
    const outcome = anOutcome({ id: 'told.1', sync: 'sync-1', outcome: 'accepted' });
    await publish(world.nats, {
      contract: outcomes,
      to: { shard: 0 },
      id: 'told',
      message: { v: 1, outcomes: [outcome] },
    });
    kochava.answer = accept;
    await start();
    await idle('sync-1');
    expect((await storedEnds(world.nats)).sort()).toEqual(entries.map(({ id }) => id));
  });

  it('leaves little half done: the rest of a message that does not get on is a message of its own', async () => {
    await publishSync(world.nats, { concurrency: 4 });
    kochava.answer = (seen, response, request) => {
      if (kochava.seen.length <= 30) accept(seen, response, request);
      else response.writeHead(401).end();
    };
    await start({ halfDoneMs: 300 });
    await send(world.nats, 'sync-1', many(100, 'stuck'));
    await eventually(() => expect(running[0]?.dispatcher.sync('sync-1')?.lane.traffic.gate.isOpen).toBe(false));
    await eventually(async () => {
      const { messages } = (await world.nats.jsm.streams.info('DISPATCH')).state;
      // The message, its rest, and the entries that were refused: each as a retry.
      expect(messages).toBe(2 + world.retries.length);
      expect(world.retries.length).toBeGreaterThan(0);
    });
    kochava.answer = accept;
    running[0]?.dispatcher.sync('sync-1')?.lane.traffic.renewCredentials();
    await eventually(() => expect(new Set(kochava.bodies()).size).toBe(100));
    await idle('sync-1');
    const accepted = world.outcomes.filter(({ outcome }) => outcome === 'accepted').map(({ id }) => id);
    expect(accepted).toHaveLength(100);
    expect(new Set(accepted).size).toBe(100);
  });
});

describe('a message that is none', () => {
  it('becomes a dead letter and holds nothing up', async () => {
    await publishSync(world.nats);
    await start();
    const none = [
      '',
      '{',
      '[]',
      '{"v":9}',
      '{"v":1,"kind":"event","entries":[]}',
      '{"v":1,"kind":"event","entries":[{}]}',
    ];
    for (const text of none) await world.nats.js.publish('dispatch.sync-1.event', text);
    await world.nats.js.publish('dispatch.sync-1.retry', 'no retry');
    await send(world.nats, 'sync-1', many(3, 'behind'));
    await eventually(() => expect(kochava.seen).toHaveLength(3));
    await eventually(() => expect(world.dead).toHaveLength(none.length + 1));
    await idle('sync-1');
    expect(world.dead.every((letter) => letter.kind === 'poison' && letter.sync === 'sync-1')).toBe(true);
    const kept = world.dead.map(({ payload }) => Buffer.from(JSON.parse(payload) as string, 'base64').toString());
    expect(kept.sort()).toEqual([...none, 'no retry'].sort());
  });
});

describe('one sync and another', () => {
  it('one that times out on everything, with ten times the traffic, does not slow the other (F25)', async () => {
    kochava.answer = (seen, response) => void (seen.body.includes('broken') ? undefined : after(5)(seen, response));
    await publishSync(world.nats, { id: 'broken', concurrency: 50 });
    await publishSync(world.nats, { id: 'healthy', concurrency: 10 });
    await start({ totalMs: 1_500, maxConnections: 60 });
    for (let batch = 0; batch < 10; batch += 1) await send(world.nats, 'broken', many(200, `broken-${batch}`));
    await eventually(() => expect(kochava.bodies().some((body) => body.includes('broken'))).toBe(true));
    const started = Date.now();
    for (let batch = 0; batch < 10; batch += 1) await send(world.nats, 'healthy', many(20, `healthy-${batch}`));
    await eventually(() => expect(world.outcomes.filter(({ sync }) => sync === 'healthy')).toHaveLength(200));
    expect(Date.now() - started).toBeLessThan(1_500);
    await eventually(() => expect(running[0]?.dispatcher.sync('broken')?.lane.traffic.gate.isOpen).toBe(false));
    const before = kochava.bodies().filter((body) => body.includes('broken')).length;
    await pause(500);
    // The breaker is open: next to nothing is tried.
    expect(kochava.bodies().filter((body) => body.includes('broken')).length - before).toBeLessThanOrEqual(5);
  });

  it('5 % failing does not stall 95 % (T3, F37)', async () => {
    const fails = (body: string) => Number(/\.(\d+)"/.exec(body)?.[1]) % 20 === 7;
    kochava.answer = (seen, response) =>
      void (fails(seen.body) ? response.writeHead(503).end() : after(2)(seen, response));
    await publishSync(world.nats, { concurrency: 10 });
    await start();
    const started = Date.now();
    for (let batch = 0; batch < 20; batch += 1) await send(world.nats, 'sync-1', many(100, `batch-${batch}`));
    await eventually(() => {
      expect(world.outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1_900);
    });
    const took = Date.now() - started;
    expect(took).toBeLessThan(8_000);
    // From here on only failing ones are left, one after the other: the breaker may open now, and not before.
    // Each failing one has gone to the retries by itself; nothing of it holds a message back.
    await eventually(() => expect(world.retries.length).toBeGreaterThanOrEqual(100));
    await eventually(async () =>
      expect(await consumerLag(world.nats, 'sync-1')).toMatchObject({ waiting: 0, inFlight: 0 }),
    );
    // And comes back by itself: the same entry, one attempt more.
    await eventually(() => expect(world.retries.some(({ attempts }) => attempts === 2)).toBe(true));
    expect(Object.values(repeats(kochava.bodies())).length).toBeLessThanOrEqual(100);
  });

  it('hundreds of retries that wait take no place of the one that is due', async () => {
    await publishSync(world.nats);
    await start();
    const waiting = many(400, 'waiting').map((each) => ({ each, dueAt: Date.now() + 60_000 }));
    const due = many(1, 'due').map((each) => ({ each, dueAt: Date.now() }));
    await Promise.all(
      [...waiting, ...due].map(({ each, dueAt }) =>
        publish(world.nats, {
          ...{ contract: dispatchRetry, to: { sync: 'sync-1' }, id: each.id },
          message: { v: 1, kind: 'event', entry: each, attempts: 2, firstAttemptAt: Date.now(), dueAt },
        }),
      ),
    );
    await eventually(() => expect(kochava.bodies()).toEqual(['{"id":"due.0"}']), { timeoutMs: 5_000 });
    await eventually(() => expect(world.outcomes).toMatchObject([{ id: 'due.0', attempts: 3, outcome: 'accepted' }]));
  });
});
