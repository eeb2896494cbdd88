import { dispatchEvents, dispatchRetry } from '@kochava-stream/contracts';
import { createLogger } from '@kochava-stream/observability';
import { eventually, startTestNats, type TestNats } from '@kochava-stream/testing';
import { connectNats, type Nats } from './connect.ts';
import {
  consumeDurable,
  type ConsumeOptions,
  type Delivered,
  type DurableConsumer,
  type Handled,
} from './durable-consumer.ts';
import { provision } from './provision.ts';
import { publishAll } from './publish-all.ts';
import { address, type Addressed } from './publish.ts';
import { consumerFloor, consumerLag, deleteSyncConsumers, ensureSyncConsumers } from './sync-consumers.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const stream = 'DISPATCH';
const sync = 'a';

let server: TestNats;
let nats: Nats;
const consumers: DurableConsumer[] = [];
beforeEach(async () => {
  server = await startTestNats();
  nats = await connectNats({ servers: server.url, name: 'test', logger });
  await provision(nats, { shards: 4, replicas: 1 });
});
afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.close(0)));
  await nats.close();
  await server.stop();
});

function consume(options: Partial<ConsumeOptions> & Pick<ConsumeOptions, 'handle'>): DurableConsumer {
  const consumer = consumeDurable(nats, { stream, consumer: `sync-${sync}`, logger, ...options });
  consumers.push(consumer);
  return consumer;
}

const event = (id: string): Addressed =>
  address({ contract: dispatchEvents, to: { sync }, bytes: Buffer.from(id), id, headers: { traceparent: `00-${id}` } });
const retry = (id: string): Addressed => address({ contract: dispatchRetry, to: { sync }, bytes: Buffer.from(id), id });
const events = (count: number, from = 0): Addressed[] =>
  Array.from({ length: count }, (_, index) => event(`m-${from + index}`));
const text = (message: Delivered): string => Buffer.from(message.bytes).toString();
const done: Handled = { done: true };
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('consumeDurable', () => {
  it('hands out each message once, without waiting for the earlier ones, within the window', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 4 });
    await publishAll(nats, events(20));
    const seen: Delivered[] = [];
    let running = 0;
    let most = 0;
    consume({
      handle: async (message) => {
        seen.push(message);
        running += 1;
        most = Math.max(most, running);
        await wait(30);
        running -= 1;
        return done;
      },
    });
    await eventually(async () =>
      expect(await consumerLag(nats, sync)).toEqual({ waiting: 0, inFlight: 0, retrying: 0 }),
    );
    expect(seen.map(text).sort()).toEqual(
      events(20)
        .map(({ id }) => id)
        .sort(),
    );
    expect(most).toBe(4);
    expect(seen[0]).toMatchObject({ subject: 'dispatch.a.event', seq: 1, deliveryCount: 1 });
    expect(seen[0]?.headers).toEqual({ traceparent: `00-${text(seen[0] as Delivered)}` });
  });

  it('holds itself to maxInFlight when the window is wider', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 100 });
    await publishAll(nats, events(12));
    let running = 0;
    let most = 0;
    let handled = 0;
    consume({
      maxInFlight: 3,
      handle: async () => {
        most = Math.max(most, (running += 1));
        await wait(20);
        running -= 1;
        handled += 1;
        return done;
      },
    });
    await eventually(() => expect(handled).toBe(12));
    expect(most).toBe(3);
  });

  it('takes in no more bytes than there is room for, and goes on when there is', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 100 });
    await publishAll(nats, events(12));
    let [inHand, most, handled] = [0, 0, 0];
    consume({
      roomBytes: () => (inHand === 0 ? 200 : 0),
      handle: async ({ bytes }) => {
        most = Math.max(most, (inHand += bytes.length));
        await wait(20);
        inHand -= bytes.length;
        handled += 1;
        return done;
      },
    });
    await eventually(() => expect(handled).toBe(12));
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(200);
  });

  it('delivers again what shall be tried later or has thrown, drops what is rejected', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 10 });
    await publishAll(nats, events(3));
    const seen: string[] = [];
    consume({
      handle: async (message) => {
        seen.push(`${text(message)}#${message.deliveryCount}`);
        if (text(message) === 'm-0') return { reject: 'nobody wants it' };
        if (message.deliveryCount > 1) return done;
        if (text(message) === 'm-1') return { retryAfterMs: 200 };
        throw new Error('no');
      },
    });
    await eventually(async () =>
      expect(await consumerLag(nats, sync)).toEqual({ waiting: 0, inFlight: 0, retrying: 0 }),
    );
    expect(seen.sort()).toEqual(['m-0#1', 'm-1#1', 'm-1#2', 'm-2#1', 'm-2#2']);
    const advisory = await nats.jsm.streams.getMessage('ADVISORY', { seq: 1 });
    expect(advisory?.subject).toBe('$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.DISPATCH.sync-a');
    expect(advisory?.json()).toMatchObject({ stream_seq: 1, reason: 'nobody wants it' });
  });

  it('keeps a message that takes longer than ack_wait', async () => {
    await nats.jsm.consumers.add(stream, {
      durable_name: 'sync-a',
      ack_policy: 'explicit',
      ack_wait: 600e6,
      filter_subject: 'dispatch.a.>',
    });
    await publishAll(nats, events(1));
    const counts: number[] = [];
    const ended = Promise.withResolvers<Handled>();
    consume({
      handle: (message) => {
        counts.push(message.deliveryCount);
        return ended.promise;
      },
    });
    await eventually(() => expect(counts).toHaveLength(1));
    await wait(2_000);
    expect(await nats.jsm.consumers.info(stream, 'sync-a')).toMatchObject({ num_redelivered: 0, num_ack_pending: 1 });
    ended.resolve(done);
    await eventually(async () =>
      expect(await nats.jsm.consumers.info(stream, 'sync-a')).toMatchObject({ ack_floor: { stream_seq: 1 } }),
    );
    expect(counts).toEqual([1]);
  });

  it('pulls nothing while paused, and goes on when resumed', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 10 });
    const seen: string[] = [];
    const consumer = consume({
      handle: async (message) => {
        seen.push(text(message));
        return done;
      },
    });
    await publishAll(nats, events(1));
    await eventually(() => expect(seen).toHaveLength(1));
    consumer.pause();
    await publishAll(nats, events(5, 1));
    await wait(300);
    expect(seen).toHaveLength(1);
    const info = await nats.jsm.consumers.info(stream, 'sync-a');
    expect(info).toMatchObject({ num_waiting: 0, num_ack_pending: 0, num_pending: 5 });
    consumer.resume();
    const resumed = Date.now();
    await eventually(() => expect(seen).toHaveLength(6));
    expect(Date.now() - resumed).toBeLessThan(1_500);
  });

  it('closes: running handlers end and are acked, the rest stays for the next one at once', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 3 });
    await publishAll(nats, events(6));
    const first: string[] = [];
    const consumer = consume({
      handle: async (message) => {
        first.push(text(message));
        await wait(200);
        return done;
      },
    });
    await eventually(() => expect(first).toHaveLength(3));
    await consumer.close();
    const second: string[] = [];
    const began = Date.now();
    consume({
      handle: async (message) => {
        second.push(text(message));
        return done;
      },
    });
    await eventually(() => expect(second.sort()).toEqual(['m-3', 'm-4', 'm-5']));
    expect(Date.now() - began).toBeLessThan(1_500);
    expect(first.sort()).toEqual(['m-0', 'm-1', 'm-2']);
  });

  it('goes on after a crash of the server, and calls no handler again for what it had finished', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 8 });
    const calls = new Map<string, number>();
    consume({
      handle: async (message) => {
        calls.set(text(message), (calls.get(text(message)) ?? 0) + 1);
        await wait(5);
        return done;
      },
    });
    await publishAll(nats, events(60));
    await eventually(() => expect(calls.size).toBeGreaterThan(20), { everyMs: 1 });
    await server.kill('SIGKILL');
    await server.restart();
    await publishAll(nats, events(20, 60));
    await eventually(() => expect(calls.size).toBe(80), { timeoutMs: 20_000 });
    expect([...calls.values()].filter((count) => count > 1)).toEqual([]);
  }, 40_000);
});

describe('the traps of durable consumers', () => {
  it('T3: retries that wait stall nobody, because they wait in a window of their own', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 4 });
    await publishAll(
      nats,
      Array.from({ length: 40 }, (_, index) => retry(`r-${index}`)),
    );
    const seen: string[] = [];
    const notDue = async (): Promise<Handled> => ({ retryAfterMs: 3_000 });
    const retries = consume({ consumer: `sync-${sync}-retry`, maxInFlight: 4, handle: notDue });
    await eventually(async () => {
      const info = await nats.jsm.consumers.info(stream, `sync-${sync}-retry`);
      expect(info.num_ack_pending).toBe(40);
    });
    const began = Date.now();
    consume({
      handle: async (message) => {
        seen.push(text(message));
        return done;
      },
    });
    await publishAll(nats, events(40));
    await eventually(() => expect(seen).toHaveLength(40));
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(retries.inFlight).toBe(0);
  });

  it('T3, the trap itself: in the window of the healthy ones they would', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 4 });
    await publishAll(nats, events(12));
    const seen: string[] = [];
    consume({
      handle: async (message) => {
        if (message.seq <= 4 && message.deliveryCount === 1) return { retryAfterMs: 1_500 };
        seen.push(text(message));
        return done;
      },
    });
    await wait(1_000);
    expect(seen).toEqual([]);
    await eventually(() => expect(seen).toHaveLength(12));
  });

  it('T5: a missing consumer ends consuming loudly and is not made anew', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 4 });
    await publishAll(nats, events(8));
    const seen: string[] = [];
    const lost: string[] = [];
    const handle = async (message: Delivered): Promise<Handled> => {
      seen.push(text(message));
      return done;
    };
    const consumer = consume({ handle, onLost: (reason) => lost.push(reason) });
    await eventually(async () => expect((await consumerFloor(nats, sync))?.seq).toBe(8));
    const floor = await consumerFloor(nats, sync);
    await deleteSyncConsumers(nats, sync);
    await eventually(() => expect(lost).toEqual(['consumer not found']), { timeoutMs: 15_000 });
    expect(consumer.lost).toBe('consumer not found');
    await publishAll(nats, events(2, 8));
    expect(await nats.jsm.consumers.list(stream).next()).toEqual([]);

    // Made again from the recorded floor by whoever owns consumers, it gives what is new and nothing of the old.
    await ensureSyncConsumers(nats, sync, { concurrency: 4, floor });
    consume({ handle });
    await eventually(() => expect(seen).toHaveLength(10));
    await wait(300);
    expect(seen.slice(8).sort()).toEqual(['m-8', 'm-9']);
  }, 40_000);

  it('T5, the trap itself: made again without a floor it would give everything once more', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 4 });
    await publishAll(nats, events(8));
    const seen: string[] = [];
    const consumer = consume({ handle: async (message) => (seen.push(text(message)), done) });
    await eventually(async () => expect((await consumerFloor(nats, sync))?.seq).toBe(8));
    await consumer.close();
    await deleteSyncConsumers(nats, sync);
    await ensureSyncConsumers(nats, sync, { concurrency: 4 });
    expect((await consumerLag(nats, sync))?.waiting).toBe(8);
  });

  it('T6: what the server forgets in a crash is not done again, and does not hold the window', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 100 });
    await publishAll(nats, events(300));
    const calls = new Map<string, number>();
    const consumer = consume({
      handle: async (message) => {
        calls.set(text(message), (calls.get(text(message)) ?? 0) + 1);
        return done;
      },
    });
    await eventually(() => expect([calls.size, consumer.inFlight]).toEqual([300, 0]), { everyMs: 1 });
    await server.kill('SIGKILL');
    await server.restart();
    await publishAll(nats, events(100, 300));
    await eventually(async () => expect((await consumerFloor(nats, sync))?.seq).toBe(400), { timeoutMs: 20_000 });
    expect([...calls.values()].filter((count) => count > 1)).toEqual([]);
  }, 40_000);

  it('T6, the trap itself: confirmed acks are forgotten', async () => {
    let forgotten = 0;
    // It takes a crash within about 100 ms of the acks; a busy machine may be late.
    for (let round = 0; round < 5 && forgotten === 0; round += 1) {
      await ensureSyncConsumers(nats, sync, { concurrency: 300 });
      await publishAll(nats, events(300, round * 300));
      const consumer = await nats.js.consumers.get(stream, `sync-${sync}`);
      const acks = [];
      for await (const message of await consumer.fetch({ max_messages: 300, expires: 5_000 }))
        acks.push(message.ackAck());
      await Promise.all(acks);
      await server.kill('SIGKILL');
      await server.restart();
      const info = await eventually(() => nats.jsm.consumers.info(stream, `sync-${sync}`));
      forgotten = info.num_ack_pending + info.num_pending;
    }
    expect(forgotten).toBeGreaterThan(0);
  }, 60_000);

  it('T6: a finished message that is delivered again is acked without another call', async () => {
    await ensureSyncConsumers(nats, sync, { concurrency: 10 });
    await publishAll(nats, events(8));
    let calls = 0;
    let repeats = 0;
    consume({ onRepeat: () => (repeats += 1), handle: async () => ((calls += 1), done) });
    await eventually(async () => expect((await consumerFloor(nats, sync))?.seq).toBe(8));
    await nats.jsm.consumers.reset(stream, `sync-${sync}`, 1);
    await eventually(async () => expect([repeats, (await consumerFloor(nats, sync))?.seq]).toEqual([8, 8]));
    expect(calls).toBe(8);
  });
});
