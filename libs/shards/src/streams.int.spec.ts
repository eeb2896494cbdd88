import { provision } from '@kochava-stream/messaging';
import { eventually } from '@kochava-stream/testing';
import { resetCommand } from './reset-command.ts';
import { resetPositions, ResetRefused } from './reset-positions.ts';
import { shards, Stage, startServers, upTo, type Actor, type Servers } from './stage.spec.ts';

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

async function replaceStream(): Promise<void> {
  await stage.nats.jsm.streams.delete('RECEIVED');
  await provision(stage.nats, { shards, replicas: 1 });
}

async function expectStopped(actor: Actor): Promise<void> {
  await eventually(() => {
    const { ready, checks } = actor.health.report();
    expect(ready).toBe(false);
    expect(checks['shards spec']).toMatch(/shard 0 stopped: .*RECEIVED.*reset-positions/);
  });
}

async function count(actor: Actor, name: string): Promise<number> {
  const metric = await actor.metrics.registry.getSingleMetric(`kochava_stream_${name}`)?.get();
  return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
}

const reset = (from: 'first' | 'next' | number, dryRun = false) =>
  resetPositions({ db: stage.db, nats: stage.nats, consumer: 'spec', stream: 'RECEIVED', from, dryRun });

describe('a stream that was replaced', () => {
  it('stops the shard loudly while it is being read, and takes nothing for read', async () => {
    const actor = await stage.act();
    await stage.send(0, items(1, 5));
    await stage.expectNumbers({ 0: upTo(5) });
    await replaceStream();
    // Fewer than were read: all would be at or below the position. More than were read: the first would be passed over.
    await stage.send(0, items(101, 120));
    await expectStopped(actor);
    expect(await count(actor, 'stream_replaced_total')).toBeGreaterThan(0);
    await eventually(async () => expect(await count(actor, 'shards_stopped')).toBe(4));
    expect(await stage.numbers(0)).toEqual(upTo(5));

    const { state } = await stage.nats.jsm.streams.info('RECEIVED');
    expect((await reset('first', true)).map(({ is }) => is)).toEqual([0, 0, 0, 0]);
    await expectStopped(actor);
    await expect(reset(state.last_seq + 2)).rejects.toThrow(ResetRefused);
    await reset('first');
    await stage.expectNumbers({ 0: [...upTo(5), ...items(101, 120).map(({ n }) => n)] });
    await eventually(() => expect(actor.health.report().ready).toBe(true));
  });

  it.each([
    ['fewer', 2],
    ['more', 30],
  ])('stops the shard when it is taken, with %s messages than were read', async (_which, n) => {
    const first = await stage.act();
    await stage.send(0, items(1, 5));
    await stage.expectNumbers({ 0: upTo(5) });
    await first.worker.close();
    await replaceStream();
    await stage.send(0, items(101, 100 + n));
    const second = await stage.act();
    await expectStopped(second);
    await reset('next');
    await eventually(() => expect(second.worker.owned()).toEqual([0, 1, 2, 3]));
    await stage.send(0, items(201, 202));
    await stage.expectNumbers({ 0: [...upTo(5), 201, 202] });
  });

  it('is decided on by a command, which shows first what it would do', async () => {
    const first = await stage.act();
    await stage.send(0, items(1, 3));
    await stage.expectNumbers({ 0: upTo(3) });
    await first.worker.close();
    const env = { DATABASE_URL: stage.databaseUrl, NATS_URL: servers.nats.url };
    const run = async (...args: string[]) => {
      const said: string[] = [];
      const say = (text: string) => said.push(text);
      const common = ['--schema', 'transformer', '--consumer', 'spec', '--stream', 'RECEIVED'];
      return { code: await resetCommand([...common, ...args], { env, out: say, err: say }), text: said.join('') };
    };
    const asked = await run('--from', 'first');
    expect(asked.code).toBe(0);
    expect(asked.text).toMatch(/received\.events\.0: done up to \d+ would become \d+\n[^]*add --yes/);
    expect(await run('--from', 'yesterday')).toEqual({ code: 2, text: expect.stringContaining('--from must be') });
    expect((await run('--from', 'first', '--yes')).text).toMatch(/received\.events\.0: done up to \d+ became/);
    expect((await run('--help')).text).toContain('DATABASE_URL');

    await stage.act();
    await stage.expectNumbers({ 0: [...upTo(3), ...upTo(3)] });
  });

  it('has no positions to reset for a consumer that never read it', async () => {
    await expect(reset('first')).rejects.toThrow('spec has no positions in RECEIVED');
  });
});

describe('messages that aged out unread', () => {
  it('are said to be lost, and reading goes on with the first one left', async () => {
    const first = await stage.act();
    await stage.send(0, items(1, 3));
    await stage.expectNumbers({ 0: upTo(3) });
    await first.worker.close();
    await stage.send(0, items(4, 10));
    const { state } = await stage.nats.jsm.streams.info('RECEIVED');
    await stage.nats.jsm.streams.purge('RECEIVED', { seq: state.last_seq - 2 });

    const second = await stage.act();
    await stage.expectNumbers({ 0: [1, 2, 3, 8, 9, 10] });
    const { ready, checks } = second.health.report();
    expect(ready).toBe(true);
    expect(checks['shards spec']).toMatch(/^warning: .*received\.events\.0: messages \d+ to \d+ of RECEIVED aged out/);
    expect(await count(second, 'shard_aged_out_total')).toBeGreaterThan(0);
  });

  it('are not suspected where a quiet shard has followed its stream', async () => {
    const first = await stage.act({ quietMs: 100 });
    await stage.send(0, items(1, 10));
    const { state } = await stage.nats.jsm.streams.info('RECEIVED');
    await eventually(async () => {
      const positions = await stage.db.query<{ last_seq: number }>('positions', 'SELECT last_seq FROM lease');
      expect(positions.map(({ last_seq: at }) => at)).toEqual([1, 2, 3, 4].map(() => state.last_seq));
    });
    await first.worker.close();
    await stage.nats.jsm.streams.purge('RECEIVED');
    const second = await stage.act();
    await stage.send(1, items(1, 2));
    await stage.expectNumbers({ 0: upTo(10), 1: [1, 2] });
    expect(second.health.report().checks['shards spec']).toBe('ok');
    expect(await count(second, 'shard_aged_out_total')).toBe(0);
  });
});
