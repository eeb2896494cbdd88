import { isRetryable, type Tx } from '@kochava-stream/persistence';
import { TryLater } from '@kochava-stream/shards';
import { aSync, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { accepted, Desk, installed, requested } from './desk.spec.ts';
import { type Fact } from './facts.ts';

let postgres: TestPostgres;
let one: Desk;
let two: Desk;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  one = await Desk.open(postgres);
  two = await one.twin();
});
afterEach(async () => void (await Promise.all([one?.close(), two?.close()])));

const adid = '38400000-8cf0-11bd-b23e-10b96e40000d';
const request = (device: string): Fact => requested({ kochavaDeviceId: device, ids: { adid } });
const postback = installed({ kochavaDeviceId: null, ids: { adid } });

/** What the worker does around a transaction: the same again when it failed for a while. */
async function work(desk: Desk, facts: readonly Fact[], inside?: (tx: Tx) => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      return await desk.tell(facts, inside);
    } catch (error) {
      if (!(error instanceof TryLater) && !isRetryable(error)) throw error;
    }
  }
}

/** Lets `second` begin when `first` has done everything but commit, and `first` commit once `second` waits or is done. */
async function overlap(first: [Desk, Fact[]], second: [Desk, Fact[]]): Promise<void> {
  let other: Promise<void> | undefined;
  await work(first[0], first[1], async (tx) => {
    other ??= work(...second);
    await Promise.race([other, tx.query('a moment', 'SELECT pg_sleep(0.3)')]);
  });
  await other;
}

describe('two workers of different shards', () => {
  it.each(['the request', 'the postback'])('at the same time, %s first: the link leaves once', async (first) => {
    const jobs: [Desk, Fact[]][] = [
      [one, [request('d-1')]],
      [two, [postback]],
    ];
    if (first === 'the postback') jobs.reverse();
    await overlap(jobs[0] as never, jobs[1] as never);
    expect([...one.links, ...two.links]).toMatchObject([{ kochavaDeviceId: 'd-1', ids: { adid } }]);
    await Promise.all([one.look(), two.look()]);
    expect([...one.links, ...two.links]).toHaveLength(1);
  });

  it('with the request’s device confirmed by both at once: one fact, one link', async () => {
    await one.tell([request('d-1')]);
    await overlap([one, [accepted({ ids: { adid } })]], [two, [postback]]);
    expect([...one.links, ...two.links]).toHaveLength(1);
    expect(await one.facts()).toEqual(
      expect.arrayContaining(['DeviceIdentified', 'LinkHeld', 'IdConfirmed', 'DeviceConfirmed', 'LinkReleased']),
    );
    expect(await one.facts()).toHaveLength(5);
  });

  it('that own the same shard for a moment do not both create a device', async () => {
    await overlap([one, [request('d-1')]], [two, [request('d-1')]]);
    expect(await one.facts()).toEqual(['DeviceIdentified', 'LinkHeld']);
    expect(two.n('link-suppressed held')).toBe(1);
  });

  it('wake up every device, whatever the order and however often they run into each other', async () => {
    const devices = Array.from({ length: 40 }, (_, n) => `d-${n}`);
    const ids = (n: number) => ({ adid: `${adid}-${n % 10}` });
    const told = (desk: Desk, n: number, device: string) =>
      work(desk, [requested({ kochavaDeviceId: device, ids: ids(n) })]);
    const heard = (desk: Desk, n: number) => work(desk, [installed({ kochavaDeviceId: null, ids: ids(n) })]);
    await Promise.all([
      ...devices.map((device, n) => told(n % 2 === 0 ? one : two, n, device)),
      ...Array.from({ length: 10 }, (_, n) => heard(n % 3 === 0 ? one : two, n)),
    ]);
    const left = [...one.links, ...two.links].map(({ kochavaDeviceId }) => kochavaDeviceId);
    expect(left.sort()).toEqual(devices.toSorted());
    expect(await one.holds()).toEqual([]);
  });
});

describe('a look for due work', () => {
  it('that two workers make at once releases each link once', async () => {
    const devices = Array.from({ length: 50 }, (_, n) => `d-${n}`);
    const facts = devices.map((device) => requested({ kochavaDeviceId: device }));
    one.remove('sync-1');
    await one.tell([...facts, ...devices.map((device) => accepted({ kochavaDeviceId: device }))]);
    expect(one.links).toEqual([]);
    one.configure(aSync());
    one.now += 10_000;
    two.now = one.now;
    const looks = await Promise.allSettled([one.look(), two.look()]);
    for (const look of looks) if (look.status === 'rejected') expect(look.reason).toBeInstanceOf(TryLater);
    expect([...one.links, ...two.links]).toHaveLength(50);
  });

  it('leaves the holds of other shards alone', async () => {
    await one.tell([request('d-1')]);
    one.now += 31 * 86_400_000;
    const [hold] = await one.db.query<{ shard: number }>('shard', 'SELECT shard FROM hold');
    await one.look([0, 1, 2, 3].filter((shard) => shard !== hold?.shard));
    expect(one.dead).toEqual([]);
    await one.look([hold?.shard ?? -1]);
    expect(one.dead).toHaveLength(1);
  });
});
