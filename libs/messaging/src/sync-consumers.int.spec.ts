import { type ConsumerConfig } from '@nats-io/jetstream';
import { dispatchEvents, dispatchLinks, dispatchRetry, streams, type DispatchKind } from '@kochava-stream/contracts';
import { createLogger } from '@kochava-stream/observability';
import { aDispatchEntry, eventually, startTestNats, type TestNats } from '@kochava-stream/testing';
import { connectNats, type Nats } from './connect.ts';
import { provision } from './provision.ts';
import { publish } from './publish.ts';
import { StreamReplaced } from './stream-state.ts';
import {
  consumerFloor,
  consumerLag,
  deleteSyncConsumers,
  ensureSyncConsumers,
  syncConsumerNames,
} from './sync-consumers.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

let server: TestNats;
let nats: Nats;
beforeEach(async () => {
  server = await startTestNats();
  nats = await connectNats({ servers: server.url, name: 'test', logger });
  await provision(nats, { shards: 4, replicas: 1 });
});
afterEach(async () => {
  await nats.close();
  await server.stop();
});

async function configs(): Promise<ConsumerConfig[]> {
  const all = [];
  for await (const { config } of nats.jsm.consumers.list('DISPATCH')) all.push(config);
  return all.sort((a, b) => ((a.durable_name ?? '') < (b.durable_name ?? '') ? -1 : 1));
}

async function dispatch(sync: string, kind: DispatchKind, id: string): Promise<void> {
  const contract = kind === 'event' ? dispatchEvents : dispatchLinks;
  await publish(nats, { contract, to: { sync }, message: { v: 1, kind, entries: [aDispatchEntry()] }, id });
}

async function dispatchAgain(sync: string, id: string): Promise<void> {
  const entry = aDispatchEntry();
  const message = { v: 1 as const, kind: 'event' as const, entry, attempts: 1, firstAttemptAt: 0, dueAt: 0 };
  await publish(nats, { contract: dispatchRetry, to: { sync }, message, id });
}

async function ackAll(consumer: string, count: number): Promise<void> {
  const messages = await (await nats.js.consumers.get('DISPATCH', consumer)).fetch({ max_messages: count });
  for await (const message of messages) await message.ackAck();
}

describe('ensureSyncConsumers', () => {
  it('makes two durables per sync that never give up on a message by themselves', async () => {
    await ensureSyncConsumers(nats, 'a', { concurrency: 7 });
    await ensureSyncConsumers(nats, 'b', { concurrency: 9 });
    await ensureSyncConsumers(nats, 'a', { concurrency: 7 });
    const found = await configs();
    expect(
      found.map(({ durable_name, filter_subjects, filter_subject, max_ack_pending }) => [
        durable_name,
        filter_subjects ?? [filter_subject],
        max_ack_pending,
      ]),
    ).toEqual([
      ['sync-a', ['dispatch.a.event', 'dispatch.a.link'], 7],
      ['sync-a-retry', ['dispatch.a.retry'], 10_000],
      ['sync-b', ['dispatch.b.event', 'dispatch.b.link'], 9],
      ['sync-b-retry', ['dispatch.b.retry'], 10_000],
    ]);
    for (const config of found) {
      expect(config).toMatchObject({ ack_policy: 'explicit', ack_wait: 60e9, max_deliver: -1, deliver_policy: 'all' });
      expect(config.backoff ?? []).toEqual([]);
      expect(config.inactive_threshold ?? 0).toBe(0);
      expect(config.deliver_subject).toBeUndefined();
    }
  });

  it('leaves no other consumer that could lose or end a message', async () => {
    await ensureSyncConsumers(nats, 'a', { concurrency: 7 });
    for (const { name } of streams) {
      for await (const { config } of nats.jsm.consumers.list(name)) {
        expect(config.max_deliver).toBe(-1);
        expect(config.backoff ?? []).toEqual([]);
        if (config.durable_name !== undefined) expect(config.inactive_threshold ?? 0).toBe(0);
      }
    }
  });

  it('changes the window of a live consumer and keeps its place', async () => {
    await ensureSyncConsumers(nats, 'a', { concurrency: 2 });
    for (const id of ['1', '2', '3']) await dispatch('a', 'event', id);
    await ackAll('sync-a', 2);
    await ensureSyncConsumers(nats, 'a', { concurrency: 5, ackWaitMs: 20_000 });
    expect((await configs())[0]).toMatchObject({ max_ack_pending: 5, ack_wait: 20e9 });
    expect(await consumerLag(nats, 'a')).toEqual({ waiting: 1, inFlight: 0, retrying: 0 });
  });

  it('tells how far a sync is and what waits', async () => {
    expect(await consumerFloor(nats, 'a')).toBeUndefined();
    expect(await consumerLag(nats, 'a')).toBeUndefined();
    await ensureSyncConsumers(nats, 'a', { concurrency: 2 });
    await dispatch('a', 'event', '1');
    await dispatch('a', 'link', '2');
    await dispatch('b', 'event', '3');
    await dispatchAgain('a', '4');
    expect(await consumerLag(nats, 'a')).toEqual({ waiting: 2, inFlight: 0, retrying: 1 });
    await ackAll('sync-a', 2);
    await ackAll('sync-a-retry', 1);
    const { created } = await nats.jsm.streams.info('DISPATCH');
    await eventually(async () =>
      expect(await consumerFloor(nats, 'a')).toEqual({ streamCreated: created, seq: 2, retrySeq: 4 }),
    );
  });

  it('makes a lost consumer again after its floor; the other one is left alone', async () => {
    await ensureSyncConsumers(nats, 'a', { concurrency: 2 });
    for (const id of ['1', '2', '3']) await dispatch('a', 'event', id);
    await ackAll('sync-a', 2);
    const floor = await consumerFloor(nats, 'a');
    await nats.jsm.consumers.delete('DISPATCH', syncConsumerNames('a').main);
    await ensureSyncConsumers(nats, 'a', { concurrency: 2, floor });
    expect(await consumerLag(nats, 'a')).toEqual({ waiting: 1, inFlight: 0, retrying: 0 });
    expect((await consumerFloor(nats, 'a'))?.seq).toBe(2);
  });

  it('refuses a floor of another stream, and makes nothing', async () => {
    await ensureSyncConsumers(nats, 'a', { concurrency: 2 });
    await dispatch('a', 'event', '1');
    await ackAll('sync-a', 1);
    const floor = await consumerFloor(nats, 'a');
    await nats.jsm.streams.delete('DISPATCH');
    await provision(nats, { shards: 4, replicas: 1 });
    await expect(ensureSyncConsumers(nats, 'a', { concurrency: 2, floor })).rejects.toThrow(StreamReplaced);
    expect(await configs()).toEqual([]);
    // Restored from an older copy: same stream, but it has never seen what the floor says is done.
    const { created } = await nats.jsm.streams.info('DISPATCH');
    const ahead = { streamCreated: created, seq: 5, retrySeq: 0 };
    await expect(ensureSyncConsumers(nats, 'a', { concurrency: 2, floor: ahead })).rejects.toThrow(StreamReplaced);
  });

  it('deletes both, again and again', async () => {
    await ensureSyncConsumers(nats, 'a', { concurrency: 2 });
    await deleteSyncConsumers(nats, 'a');
    await deleteSyncConsumers(nats, 'a');
    expect(await configs()).toEqual([]);
  });
});
