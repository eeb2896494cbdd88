import { type Metrics } from '@kochava-stream/observability';
import { eventually } from '@kochava-stream/testing';
import { cuttable, Gate, Stage, startServers, upTo, type Servers } from './stage.spec.ts';

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

const items = (from: number, to: number) =>
  upTo(to)
    .slice(from - 1)
    .map((n) => ({ n }));

/** How many shards came and went, by way. */
async function leaseChanges({ registry }: Metrics): Promise<Record<string, number>> {
  const found = await registry.getSingleMetric('kochava_stream_lease_changes_total')?.get();
  return Object.fromEntries((found?.values ?? []).map(({ labels, value }) => [labels['change'], value]));
}

describe('a takeover', () => {
  it('skips nothing and repeats nothing when the owner stood still with messages in its hands', async () => {
    const gate = new Gate();
    const held = Promise.withResolvers<void>();
    const frozen = Promise.withResolvers<void>();
    let batches = 0;
    const old = await stage.act({
      frozenBy: gate,
      maxBatch: 2,
      // The second transaction: messages 3 and 4 are in it, 5 to 10 have been fetched.
      onBatch: async () => {
        batches += 1;
        if (batches !== 2) return;
        frozen.resolve();
        await held.promise;
      },
    });
    await stage.send(0, items(1, 10));
    await frozen.promise;
    gate.shut();
    expect(await stage.numbers(0)).toEqual([1, 2]);

    const next = await stage.act({ maxBatch: 3 });
    await stage.expectNumbers({ 0: upTo(10) });
    held.resolve();
    gate.open();
    await eventually(() => expect(old.health.report().checks['shards spec']).toBe('ok'));
    await stage.send(0, items(11, 20));
    await stage.expectNumbers({ 0: upTo(20) });

    const after = (await stage.seen()).filter(({ n }) => n > 2 && n <= 10);
    expect(new Set(after.map(({ owner }) => owner))).toEqual(new Set([next.owner]));
    await eventually(async () => expect(await stage.links(0)).toEqual(upTo(20)));
    expect(await leaseChanges(next.metrics)).toMatchObject({ 'taken-over': 4 });
    expect(await leaseChanges(old.metrics)).toMatchObject({ lost: 4 });
    const failures = await old.metrics.registry
      .getSingleMetric('kochava_stream_shard_transaction_failures_total')
      ?.get();
    expect(failures?.values).toEqual([
      expect.objectContaining({ value: 1, labels: expect.objectContaining({ fault: 'lost' }) }),
    ]);
  });

  it('publishes first what the owner had decided and not published, once and under the same ids', async () => {
    const gate = new Gate();
    const wire = cuttable(stage.nats);
    await stage.act({ frozenBy: gate, nats: wire.nats });
    await stage.send(0, items(1, 5));
    await eventually(async () => expect(await stage.links(0)).toEqual(upTo(5)));
    await eventually(async () => expect(await stage.outbox()).toBe(0));

    wire.cut();
    await stage.send(0, items(6, 10));
    await eventually(async () => expect((await stage.numbers(0)).length).toBeGreaterThan(5));
    // Two transactions are decided and unpublished at most: then the worker waits.
    await stage.send(0, items(11, 20));
    await new Promise((resolve) => setTimeout(resolve, 300));
    gate.shut();
    const decided = await stage.numbers(0);
    expect(decided.length).toBeLessThan(20);
    const left = await stage.db.query<{ id: string }>('left', 'SELECT id FROM outbox ORDER BY seq');
    expect(left).toHaveLength(decided.length - 5);
    expect(await stage.links(0)).toEqual(upTo(5));

    await stage.act();
    await stage.expectNumbers({ 0: upTo(20) });
    await eventually(async () => expect(await stage.links(0)).toEqual(upTo(20)));
    await eventually(async () => expect(await stage.outbox()).toBe(0));
    const stored = await stage.stored('LINKS');
    expect(stored.slice(5, decided.length).map(({ id }) => id)).toEqual(left.map(({ id }) => id));
    gate.open();
    wire.heal();
    // The late owner publishes under the same ids, if at all.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await stage.links(0)).toEqual(upTo(20));
  });

  it('publishes in the order of the commits what transactions of several shards have left', async () => {
    const left = [
      { id: 'first', shards: [3] },
      { id: 'second', shards: [2, 3] },
      { id: 'third', shards: [1, 2] },
      { id: 'fourth', shards: [0, 1] },
    ];
    for (const { id, shards } of left) {
      await stage.db.execute(
        'leave',
        `INSERT INTO outbox (id, consumer, shards, stream, subject, payload)
         VALUES ($1, 'spec', $2, 'LINKS', 'links.requested.0', '{"n":0}')`,
        [id, shards],
      );
    }
    await stage.act();
    await eventually(async () => expect(await stage.outbox()).toBe(0));
    expect((await stage.stored('LINKS')).map(({ id }) => id)).toEqual(left.map(({ id }) => id));
  });

  it('repeats nothing when the owner died between the publication and dropping what was published', async () => {
    const gate = new Gate();
    await stage.act({ frozenBy: gate });
    await stage.send(2, items(1, 3));
    await eventually(async () => {
      if ((await stage.numbers(2)).length > 0) gate.shut();
      expect(await stage.links(2)).toEqual(await stage.numbers(2));
      expect(await stage.links(2)).not.toEqual([]);
    });
    await stage.act();
    await stage.expectNumbers({ 2: upTo(3) });
    await eventually(async () => expect(await stage.outbox()).toBe(0));
    expect(await stage.links(2)).toEqual(upTo(3));
    gate.open();
  });

  it('takes its own shards anew, at their true positions, when it cannot know whether a commit happened', async () => {
    let toBreak = false;
    const { worker, owner } = await stage.act({
      maxBatch: 1,
      handle: async (batch, tx, { newId }) => {
        const outgoing = await (await import('./stage.spec.ts')).handle(batch, { tx, owner: 'x', newId });
        if (toBreak && batch[0]?.n === 3) {
          toBreak = false;
          // The server ends the connection after the last statement that the worker sends before COMMIT.
          await tx.execute(
            'break',
            `CREATE OR REPLACE FUNCTION pg_temp.leave() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`,
          );
          await tx.execute('arm', 'CREATE TEMP TABLE bomb (n integer)');
          await tx.execute(
            'fuse',
            'CREATE CONSTRAINT TRIGGER fuse AFTER INSERT ON bomb DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pg_temp.leave()',
          );
          await tx.execute('light', 'INSERT INTO bomb VALUES (1)');
        }
        return outgoing;
      },
    });
    toBreak = true;
    await stage.send(1, items(1, 6));
    await stage.expectNumbers({ 1: upTo(6) });
    expect(toBreak).toBe(false);
    await eventually(() => expect(worker.owned()).toEqual([0, 1, 2, 3]));
    const epochs = await stage.db.query<{ epoch: number; owner: string }>(
      'epochs',
      'SELECT epoch, owner FROM lease WHERE shard = 1',
    );
    expect(epochs).toEqual([{ epoch: 2, owner }]);
  });
});
