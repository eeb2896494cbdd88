import { type Metrics } from '@kochava-stream/observability';
import { eventually } from '@kochava-stream/testing';
import { cuttable, Stage, startServers, upTo, type Servers } from './stage.spec.ts';

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

const items = (count: number) => upTo(count).map((n) => ({ n }));

/** The values of a metric by shard, or by '' where it has none. */
async function told({ registry }: Metrics, name: string): Promise<Record<string, number>> {
  const found = await registry.getSingleMetric(`kochava_stream_${name}`)?.get();
  return Object.fromEntries((found?.values ?? []).map(({ labels, value }) => [labels['shard'] ?? '', value]));
}

it('lag is what stands behind the committed position, by shard, whether it has arrived here or not', async () => {
  const held = Promise.withResolvers<void>();
  let first = true;
  const { metrics } = await stage.act({
    maxBatch: 5,
    // Room for a few messages only: the others stay where they are.
    maxWaitingBytes: 400,
    onBatch: async () => {
      if (!first) return;
      first = false;
      await held.promise;
    },
  });
  await eventually(async () => expect(await told(metrics, 'shards_owned')).toEqual({ '': 4 }));
  await stage.send(0, items(30));
  await stage.send(2, items(3));
  await eventually(async () => expect(await told(metrics, 'shard_lag_messages')).toEqual({ 0: 30, 1: 0, 2: 3, 3: 0 }));
  const oldest = await told(metrics, 'shard_oldest_waiting_seconds');
  expect([oldest['0'], oldest['1']]).toEqual([expect.any(Number), 0]);
  expect(oldest['0']).toBeGreaterThan(0);
  await eventually(async () =>
    expect((await told(metrics, 'shard_oldest_waiting_seconds'))['0']).toBeGreaterThan(oldest['0'] as number),
  );
  held.resolve();
  await stage.expectNumbers({ 0: upTo(30), 2: upTo(3) });
  await eventually(async () => expect(await told(metrics, 'shard_lag_messages')).toEqual({ 0: 0, 1: 0, 2: 0, 3: 0 }));
  expect(await told(metrics, 'shard_oldest_waiting_seconds')).toEqual({ 0: 0, 1: 0, 2: 0, 3: 0 });
});

it('shards that went to another worker are told by that one alone', async () => {
  const one = await stage.act();
  await eventually(async () => expect(Object.keys(await told(one.metrics, 'shard_lag_messages'))).toHaveLength(4));
  const two = await stage.act();
  await eventually(async () => {
    const both = [await told(one.metrics, 'shard_lag_messages'), await told(two.metrics, 'shard_lag_messages')];
    expect(both.map((each) => Object.keys(each).length)).toEqual([2, 2]);
    expect(Object.keys({ ...both[0], ...both[1] })).toHaveLength(4);
  });
});

it('what is decided and does not get out grows in number and age, and is gone once it does', async () => {
  const wire = cuttable(stage.nats);
  const { metrics } = await stage.act({ nats: wire.nats });
  await stage.send(0, items(5));
  await eventually(async () => expect(await stage.links(0)).toEqual(upTo(5)));
  expect(await told(metrics, 'outbox_oldest_seconds')).toEqual({ '': 0 });
  wire.cut();
  await stage.send(0, items(7).slice(5));
  await eventually(async () => {
    expect((await told(metrics, 'outbox_waiting'))['']).toBeGreaterThan(0);
    expect((await told(metrics, 'outbox_oldest_seconds'))['']).toBeGreaterThan(0.3);
  });
  wire.heal();
  await eventually(async () => expect(await told(metrics, 'outbox_waiting')).toEqual({ '': 0 }));
  expect(await told(metrics, 'outbox_oldest_seconds')).toEqual({ '': 0 });
});
