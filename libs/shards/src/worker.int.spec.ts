import { eventually } from '@kochava-stream/testing';
import { Stage, startServers, upTo, type Servers } from './stage.spec.ts';

let servers: Servers;
let stage: Stage;

beforeAll(async () => {
  servers = await startServers();
}, 120_000);
afterAll(() => servers.stop());
beforeEach(async () => {
  stage = await Stage.open(servers);
});
afterEach(() => stage.close());

const all = (n: number) => ({ 0: upTo(n), 1: upTo(n), 2: upTo(n), 3: upTo(n) });

async function sendToAll(from: number, to: number): Promise<void> {
  const items = upTo(to).slice(from - 1);
  await Promise.all(
    [0, 1, 2, 3].map((shard) =>
      stage.send(
        shard,
        items.map((n) => ({ n })),
      ),
    ),
  );
}

describe('a worker', () => {
  it('takes every message of every shard once, in order, and publishes what it decides in order', async () => {
    await sendToAll(1, 20);
    const { worker, health } = await stage.act();
    await sendToAll(21, 40);

    await stage.expectNumbers(all(40));
    expect(worker.owned()).toEqual([0, 1, 2, 3]);
    expect(health.report().ready).toBe(true);
    await eventually(async () => {
      for (const shard of [0, 1, 2, 3]) expect(await stage.links(shard)).toEqual(upTo(40));
    });
    await eventually(async () => expect(await stage.outbox()).toBe(0));
  });

  it('puts what waits into one transaction, up to its limit', async () => {
    await sendToAll(1, 25);
    const sizes: number[] = [];
    await stage.act({ maxBatch: 30, onBatch: (size) => sizes.push(size) });

    await stage.expectNumbers(all(25));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(30);
    expect(sizes.length).toBeLessThan(20);
  });

  it('goes on where the one before it ended, at once after an orderly close', async () => {
    const first = await stage.act({ leaseMs: 60_000 });
    await sendToAll(1, 10);
    await stage.expectNumbers(all(10));
    const began = performance.now();
    await first.worker.close();
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await stage.outbox()).toBe(0);

    await sendToAll(11, 20);
    await stage.act({ leaseMs: 60_000 });
    await stage.expectNumbers(all(20), 5_000);
  });

  it('shares its shards with a second one, and gets them back when that one leaves', async () => {
    const first = await stage.act({ leaseMs: 10_000 });
    await sendToAll(1, 5);
    await stage.expectNumbers(all(5));
    const second = await stage.act({ leaseMs: 10_000 });
    const sending = sendToAll(6, 150);
    await eventually(() => {
      expect(first.worker.owned()).toHaveLength(2);
      expect(second.worker.owned()).toHaveLength(2);
    });
    await sending;
    await sendToAll(151, 200);
    await stage.expectNumbers(all(200));
    await second.worker.close();
    await eventually(() => expect(first.worker.owned()).toEqual([0, 1, 2, 3]));
    await sendToAll(201, 205);
    await stage.expectNumbers(all(205));
    const owners = new Set((await stage.seen()).map(({ owner }) => owner));
    expect(owners).toEqual(new Set([first.owner, second.owner]));
  });

  it('reads several sources of a shard under one lease', async () => {
    await stage.act({
      sources: [
        { stream: 'RECEIVED', subject: (shard) => `received.events.${shard}` },
        { stream: 'RECEIVED', subject: (shard) => `received.installs.${shard}` },
      ],
    });
    await Promise.all([
      stage.send(
        1,
        upTo(9).map((n) => ({ n })),
      ),
      stage.send(
        1,
        upTo(9).map((n) => ({ n })),
        'installs',
      ),
    ]);
    await eventually(async () => {
      const seen = await stage.seen();
      for (const kind of ['events', 'installs']) {
        expect(seen.filter(({ subject }) => subject === `received.${kind}.1`).map(({ n }) => n)).toEqual(upTo(9));
      }
    });
  });

  it('does due work of the shards it owns, and only with their leases', async () => {
    let rounds = 0;
    const { worker } = await stage.act({
      tick: {
        everyMs: 20,
        run: async (tx, shards) => {
          expect(shards).toEqual([0, 1, 2, 3]);
          rounds += 1;
          await tx.execute('tick', `INSERT INTO seen (subject, seq, n, owner) VALUES ('tick', $1, 0, '')`, [rounds]);
          return [];
        },
      },
    });
    await eventually(() => expect(rounds).toBeGreaterThan(3));
    // Another owner, as far as the database is concerned: the next tick must leave nothing behind.
    const [{ at } = { at: 0 }] = await stage.db.query<{ at: number }>(
      'steal',
      `WITH stolen AS (UPDATE lease SET epoch = epoch + 1, owner = 'thief', lease_until = now() + interval '1 hour' RETURNING 1)
       SELECT count(*)::integer AS at FROM stolen`,
    );
    expect(at).toBe(4);
    const before = await stage.seen();
    await eventually(() => expect(worker.owned()).toEqual([]));
    expect(await stage.seen()).toHaveLength(before.length);
  });
});
