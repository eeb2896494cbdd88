import { dispatchRetry, kvKeys } from '@kochava-stream/contracts';
import { deleteKey, publish } from '@kochava-stream/messaging';
import { eventually } from '@kochava-stream/testing';
import { systemClocks } from './clocks.ts';
import {
  accept,
  fakeKochava,
  many,
  publishSync,
  send,
  startDispatcher,
  startWorld,
  type World,
} from './harness.spec.ts';

const hour = 3_600_000;
const sync = 'timed';

let world: World;
let kochava: Awaited<ReturnType<typeof fakeKochava>>;
let running: Awaited<ReturnType<typeof startDispatcher>>;
/** As much the machine's clock was set. */
let ahead = 0;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  ahead = 0;
  kochava = await fakeKochava();
  await publishSync(world.nats, { id: sync, concurrency: 1 });
  running = await startDispatcher(world, kochava.url, {
    now: () => Date.now() + ahead,
    steady: systemClocks.steady,
    random: () => 0,
  });
});
afterEach(async () => {
  await running.close();
  kochava.close();
  await deleteKey(world.nats, 'config', kvKeys.sync(sync));
});

describe('a machine whose clock is set', () => {
  it.each([
    ['back', -hour],
    ['forward', hour],
  ])('%s by an hour keeps a throttled sync waiting as long as Kochava asked', async (way, by) => {
    let throttledAt = 0;
    kochava.answer = (seen, response, request) => {
      if (throttledAt > 0) return accept(seen, response, request);
      throttledAt = Date.now();
      response.writeHead(429, { 'Retry-After': '2' }).end();
      setTimeout(() => (ahead = by), 300);
    };
    await send(world.nats, sync, many(5, way));
    await eventually(() => expect(kochava.seen).toHaveLength(6), { timeoutMs: 10_000 });
    const waitedMs = Math.min(...kochava.seen.slice(1).map(({ at }) => at)) - throttledAt;
    expect(waitedMs).toBeGreaterThanOrEqual(1_950);
    // What others read is by the machine's clock.
    await eventually(() => {
      const outcome = world.outcomes.find(({ id, outcome: is }) => id === `${way}.4` && is === 'accepted');
      expect(Math.abs((outcome?.at ?? 0) - Date.now() - by)).toBeLessThan(5_000);
    });
  });

  it('back by an hour does not keep retries waiting for it', async () => {
    const [each] = many(1, 'waiting');
    const dueAt = Date.now() + 1_000;
    const message = { v: 1, kind: 'event', entry: each!, attempts: 1, firstAttemptAt: Date.now(), dueAt } as const;
    await publish(world.nats, { contract: dispatchRetry, to: { sync }, id: 'waiting', message });
    await new Promise((resolve) => setTimeout(resolve, 500));
    ahead = -hour;
    await eventually(() => expect(kochava.seen).toHaveLength(1), { timeoutMs: 5_000 });
  });
});
