import { randomUUID } from 'node:crypto';
import { decode, dispatchTests, outcomeTests, type DispatchTest, type OutcomeTest } from '@kochava-stream/contracts';
import { ensureTestConsumer, publish } from '@kochava-stream/messaging';
import { eventually } from '@kochava-stream/testing';
import {
  accept,
  fakeKochava,
  publishSync,
  startDispatcher,
  startWorld,
  storedEnds,
  storedOutcomes,
  type World,
} from '../harness.spec.ts';

let world: World;
let kochava: Awaited<ReturnType<typeof fakeKochava>>;
let running: Awaited<ReturnType<typeof startDispatcher>>[] = [];
const told: OutcomeTest[] = [];

beforeAll(async () => {
  world = await startWorld();
  world.nats.nc.subscribe(outcomeTests.subject({}), {
    callback: (_error, { data }) => void told.push(decode(outcomeTests, data)),
  });
  kochava = await fakeKochava();
}, 60_000);
afterEach(async () => {
  await Promise.all(running.map((each) => each.close()));
  running = [];
  kochava.seen.length = 0;
  kochava.answer = accept;
});
afterAll(async () => {
  kochava?.close();
  await world?.stop();
});

async function ask(given: Partial<DispatchTest> = {}): Promise<string> {
  const id = randomUUID();
  await publish(world.nats, {
    contract: dispatchTests,
    to: { sync: 'sync-1' },
    id,
    message: {
      ...{ v: 1, test: true, id, sync: 'sync-1', kind: 'event', body: `{"id":"${id}"}` },
      ...{ userAgent: 'Unknown', signed: false, expiresAt: Date.now() + 10_000 },
      ...given,
    },
  });
  return id;
}
const answered = async (id: string): Promise<OutcomeTest> => {
  await eventually(() => expect(told.map((each) => each.id)).toContain(id), { timeoutMs: 10_000 });
  return told.find((each) => each.id === id) as OutcomeTest;
};

const allTaken = () =>
  eventually(
    async () => {
      const { num_ack_pending, num_pending } = await world.nats.jsm.consumers.info('DISPATCH', 'tests');
      expect([num_ack_pending, num_pending]).toEqual([0, 0]);
    },
    { timeoutMs: 10_000 },
  );

describe('a test', () => {
  it('is not taken before config has made its consumer; then by one of the dispatchers, once', async () => {
    await publishSync(world.nats, { id: 'sync-1', status: 'disabled' });
    running = [
      await startDispatcher(world, kochava.url, { lookEveryMs: 100 }),
      await startDispatcher(world, kochava.url, { lookEveryMs: 100 }),
    ];
    await ensureTestConsumer(world.nats);
    await ensureTestConsumer(world.nats);
    const ids = await Promise.all(Array.from({ length: 10 }, () => ask()));
    const outcomes = await Promise.all(ids.map(answered));
    expect(outcomes[0]).toMatchObject({
      ...{ sync: 'sync-1', class: 'accepted', status: 200, reply: '{"success":"1"}' },
      url: `${kochava.url}/track/json`,
    });
    expect(kochava.bodies().sort()).toEqual(ids.map((id) => `{"id":"${id}"}`).sort());
    expect(told).toHaveLength(10);
  });

  it('shows the reply whatever it is, makes one attempt, and is in no count', async () => {
    await publishSync(world.nats, { id: 'sync-1', status: 'enabled' });
    running = [await startDispatcher(world, kochava.url)];
    kochava.answer = (_seen, response) => response.writeHead(503).end('x'.repeat(5_000));
    const busy = await answered(await ask({ kind: 'link' }));
    expect(busy).toMatchObject({ class: 'server-error', status: 503, url: `${kochava.url}/v1/cpi/identityLink.php` });
    expect(busy.reply).toHaveLength(1_000);
    kochava.answer = (_seen, response) => response.writeHead(401).end('{"error":"key"}');
    expect(await answered(await ask())).toMatchObject({ class: 'credentials-refused', status: 401 });
    kochava.answer = (_seen, _response, request) => request.socket.destroy();
    expect(await answered(await ask())).toMatchObject({ class: 'network-error', status: null, reply: '' });
    expect(kochava.seen).toHaveLength(3);
    expect(running[0]?.dispatcher.sync('sync-1')?.lane.traffic.gate.isOpen).toBe(true);
    expect(await storedOutcomes(world.nats)).toEqual([]);
    expect(await storedEnds(world.nats)).toEqual([]);
    expect([world.dead, world.retries]).toEqual([[], []]);
  });

  it('is not sent when nobody waits for it, when its credentials are missing, or when its sync is not known', async () => {
    running = [await startDispatcher(world, kochava.url)];
    const late = await ask({ expiresAt: Date.now() - 1 });
    expect(await answered(await ask({ signed: true }))).toMatchObject({
      class: null,
      problem: expect.stringMatching(/no credentials have been published/),
    });
    expect(await answered(await ask({ sync: 'sync-9' }))).toMatchObject({ problem: expect.stringMatching(/not know/) });
    await allTaken();
    expect(kochava.seen).toEqual([]);
    expect(told.map((each) => each.id)).not.toContain(late);
  });

  it('that may have been sent by a dispatcher that died is not sent again', async () => {
    kochava.answer = () => undefined;
    const dying = await startDispatcher(world, kochava.url);
    await ask();
    await eventually(() => expect(kochava.seen).toHaveLength(1));
    await world.nats.jsm.consumers.update('DISPATCH', 'tests', { ack_wait: 500e6 });
    await dying.crash();
    kochava.answer = accept;
    running = [await startDispatcher(world, kochava.url)];
    await allTaken();
    expect(kochava.seen).toHaveLength(1);
  });
});
