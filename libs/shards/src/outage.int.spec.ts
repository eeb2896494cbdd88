import { eventually } from '@kochava-stream/testing';
import { Stage, startServers, upTo, type Actor, type Servers } from './stage.spec.ts';

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

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function failures({ metrics }: Actor): Promise<number> {
  const found = await metrics.registry.getSingleMetric('kochava_stream_shard_transaction_failures_total')?.get();
  return found?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
}

async function closesWithin(actor: Actor, ms: number): Promise<void> {
  const began = performance.now();
  await actor.worker.close();
  expect(performance.now() - began).toBeLessThan(ms);
}

describe('without Postgres', () => {
  it('a worker waits, without haste, says so, and goes on by itself', async () => {
    const actor = await stage.act();
    await stage.send(0, items(1, 5));
    await stage.expectNumbers({ 0: upTo(5) });
    const before = process.cpuUsage();
    await servers.postgres.kill('SIGKILL');
    await stage.send(0, items(6, 10));
    await sleep(2_500);
    expect(actor.health.report().ready).toBe(false);
    expect(await failures(actor)).toBeLessThan(30);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 2_500_000).toBeLessThan(0.5);
    await servers.postgres.restart();
    await stage.expectNumbers({ 0: upTo(10) });
    await eventually(() => expect(actor.health.report().ready).toBe(true));
    await eventually(async () => expect(await stage.links(0)).toEqual(upTo(10)));
  }, 60_000);

  it('a worker ends in time', async () => {
    const actor = await stage.act();
    await stage.send(0, items(1, 5));
    await stage.expectNumbers({ 0: upTo(5) });
    await servers.postgres.kill('SIGKILL');
    await stage.send(0, items(6, 10));
    await sleep(300);
    await closesWithin(actor, 9_000);
    await servers.postgres.restart();
    await stage.act();
    await stage.expectNumbers({ 0: upTo(10) });
  }, 60_000);
});

describe('without NATS', () => {
  it('a worker keeps its shards, and what it decided leaves when NATS is back', async () => {
    let hold = Promise.withResolvers<void>();
    hold.resolve();
    const actor = await stage.act({ onBatch: () => hold.promise });
    await stage.send(0, items(1, 5));
    await stage.expectNumbers({ 0: upTo(5) });
    await eventually(async () => expect(await stage.outbox()).toBe(0));
    hold = Promise.withResolvers();
    await stage.send(0, items(6, 8));
    await sleep(200);
    await servers.nats.kill('SIGKILL');
    hold.resolve();
    await stage.expectNumbers({ 0: upTo(8) });
    await sleep(2_500);
    expect(actor.worker.owned()).toEqual([0, 1, 2, 3]);
    expect(await stage.outbox()).toBe(3);
    await servers.nats.restart();
    await eventually(async () => expect(await stage.links(0)).toEqual(upTo(8)));
    await stage.send(0, items(9, 10));
    await stage.expectNumbers({ 0: upTo(10) });
    await eventually(async () => expect(await stage.outbox()).toBe(0));
  }, 60_000);

  it('a worker ends in time; the next one publishes what it had decided', async () => {
    const hold = Promise.withResolvers<void>();
    const actor = await stage.act({ onBatch: () => hold.promise });
    await stage.send(0, items(1, 3));
    await sleep(200);
    await servers.nats.kill('SIGKILL');
    hold.resolve();
    await eventually(async () => expect((await stage.numbers(0)).length).toBeGreaterThan(0));
    await closesWithin(actor, 9_000);
    expect(await stage.outbox()).toBeGreaterThan(0);
    await servers.nats.restart();
    await stage.act();
    await stage.expectNumbers({ 0: upTo(3) });
    await eventually(async () => expect(await stage.links(0)).toEqual(upTo(3)));
  }, 60_000);
});
