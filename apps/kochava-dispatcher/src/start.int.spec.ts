import { kvKeys } from '@kochava-stream/contracts';
import { putConfig } from '@kochava-stream/messaging';
import { EnvError, PortTaken } from '@kochava-stream/observability';
import { aSync, eventually } from '@kochava-stream/testing';
import { EgressRefused } from './egress/target.ts';
import { readKochavaDispatcherEnv } from './env.ts';
import { entry, fakeKochava, publishSync, send, startDispatcher, startWorld, type World } from './harness.spec.ts';
import { KeyRingError } from './secrets.ts';
import { startKochavaDispatcher } from './start.ts';

let world: World;
let kochava: Awaited<ReturnType<typeof fakeKochava>>;
beforeAll(async () => {
  world = await startWorld();
  kochava = await fakeKochava();
});
afterAll(async () => {
  kochava.close();
  await world.stop();
});

const env = (given: Record<string, string> = {}) =>
  readKochavaDispatcherEnv({
    ...{ PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent' },
    ...{ NATS_URL: world.server.url, KOCHAVA_URL: kochava.url },
    ...given,
  });

describe('startKochavaDispatcher', () => {
  it('is ready once the configuration is published, works, tells its metrics, and stops', async () => {
    const service = await startKochavaDispatcher(env());
    try {
      expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
      const early = await fetch(`${service.url}/readyz`);
      expect(early.status).toBe(503);
      expect(await early.json()).toMatchObject({
        checks: { nats: 'ok', config: expect.stringMatching('not published') },
      });
      await publishSync(world.nats);
      await send(world.nats, 'sync-1', [entry('one.0')]);
      await eventually(async () => expect((await fetch(`${service.url}/readyz`)).status).toBe(200));
      await eventually(() => expect(kochava.bodies()).toEqual(['{"id":"one.0"}']));
      await eventually(async () => {
        const metrics = await (await fetch(`${service.url}/metrics`)).text();
        expect(metrics.includes('dispatch_replies_total{sync="sync-1",kind="event",class="accepted"')).toBe(true);
        expect(metrics).toContain(
          'dispatch_outcomes_total{sync="sync-1",kind="event",outcome="accepted",class="accepted"',
        );
        expect(metrics).toMatch(/dispatch_call_seconds_count\{service="kochava-dispatcher",kind="event"\} 1/);
        expect(metrics.includes('dispatch_latency_seconds_count')).toBe(true);
        expect(metrics.includes('dispatch_calls_in_flight{sync="sync-1"')).toBe(true);
      });
    } finally {
      const started = Date.now();
      await service.close();
      expect(Date.now() - started).toBeLessThan(5_000);
    }
    await expect(fetch(`${service.url}/healthz`)).rejects.toThrow();
  });

  it.each<[Record<string, string>, new (...args: never[]) => Error, string]>([
    [{ KOCHAVA_URL: 'http://control.kochava.com' }, EgressRefused, 'KOCHAVA_URL'],
    [{ KOCHAVA_URL: 'https://10.1.2.3' }, EgressRefused, 'KOCHAVA_URL'],
    [{ KOCHAVA_ALLOWED_HOSTS: 'control.kochava.com:443' }, EgressRefused, 'KOCHAVA_ALLOWED_HOSTS'],
    [{ SECRETS_KEK: 'nonsense' }, KeyRingError, 'SECRETS_KEK'],
    [{ SECRETS_KEK_FILE: '/nowhere' }, KeyRingError, 'SECRETS_KEK_FILE'],
  ])('does not start with %p', async (given, error, named) => {
    const start = startKochavaDispatcher(env(given));
    await expect(start).rejects.toBeInstanceOf(error);
    await expect(start).rejects.toThrow(named);
  });

  it.each<Record<string, string>>([{ MAX_CONNECTIONS: 'many' }, { ALLOW_HTTP: 'perhaps' }, { PORT: '99999' }])(
    'names the variable that does not fit: %p',
    (given) => {
      expect(() => env(given)).toThrow(EnvError);
      expect(() => env(given)).toThrow(Object.keys(given)[0]);
    },
  );

  it('says which port is taken', async () => {
    const port = new URL(kochava.url).port;
    await expect(startKochavaDispatcher(env({ PORT: port }))).rejects.toThrow(PortTaken);
  });
});

describe('the horizon, over the whole way', () => {
  it('ends what was never tried and what was, as dead letters with the last reply', async () => {
    const hour = 3_600_000;
    const clock = { ahead: 0 };
    kochava.answer = (_seen, response) => response.writeHead(401).end('{"error":"key"}');
    await publishSync(world.nats, { id: 'late', concurrency: 1 });
    const running = await startDispatcher(world, kochava.url, {
      now: () => Date.now() + clock.ahead,
      lane: { lookOverMs: 50 },
    });
    try {
      await send(world.nats, 'late', [entry('late.0'), entry('late.1')]);
      await eventually(() => expect(kochava.bodies()).toContain('{"id":"late.0"}'));
      await putConfig(world.nats, kvKeys.sync('late'), aSync({ id: 'late', version: 2, status: 'disabled' }));
      await send(world.nats, 'late', [entry('later.0')]);
      clock.ahead = 71 * hour;
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(world.dead).toEqual([]);
      clock.ahead = 72 * hour;
      await eventually(() =>
        expect(world.dead.map(({ id }) => id).sort()).toEqual(['late.0.dead', 'late.1.dead', 'later.0.dead']),
      );
      const [tried, untried, behind] = ['late.0', 'late.1', 'later.0'].map((id) =>
        world.dead.find((each) => each.id === `${id}.dead`),
      );
      expect(tried).toMatchObject({
        reason: 'expired',
        detail: expect.stringMatching(/^72 h passed; 1 attempt, the last with status 401$/) as string,
        attempts: 1,
        reply: { status: 401, body: '{"error":"key"}' },
      });
      for (const letter of [untried, behind])
        expect(letter).toMatchObject({ reason: 'expired', attempts: 0, reply: null });
      await eventually(() => {
        const ended = world.outcomes.filter(({ sync, outcome }) => sync === 'late' && outcome === 'dead');
        expect(ended.map(({ attempts }) => attempts).sort()).toEqual([0, 0, 1]);
      });
    } finally {
      await running.close();
    }
  });
});
