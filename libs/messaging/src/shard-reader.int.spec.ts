import { type NatsConnection } from '@nats-io/transport-node';
import { receivedInstalls } from '@kochava-stream/contracts';
import { createLogger } from '@kochava-stream/observability';
import { eventually, startTestNats, type TestNats } from '@kochava-stream/testing';
import { connectNats, type Nats } from './connect.ts';
import { type StreamMessage } from './ordered-pull.ts';
import { provision } from './provision.ts';
import { publishAll } from './publish-all.ts';
import { address, publish, type Addressed } from './publish.ts';
import { readShard, type ShardReader } from './shard-reader.ts';
import { checkPosition, streamState } from './stream-state.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const stream = 'RECEIVED';

let server: TestNats;
let nats: Nats;
const readers: ShardReader[] = [];
beforeEach(async () => {
  server = await startTestNats();
  nats = await connectNats({ servers: server.url, name: 'test', logger });
  await provision(nats, { shards: 4, replicas: 1 });
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await nats.close();
  await server.stop();
});

function read(shard: number, fromSeq: number, more: { maxBytes?: number; created?: string } = {}): ShardReader {
  const reader = readShard(nats, { stream, subject: `received.installs.${shard}`, fromSeq, logger, ...more });
  readers.push(reader);
  return reader;
}

function message(text: string, shard: number, size = 0): Addressed {
  const bytes = Buffer.from(text.padEnd(size, ' '));
  const headers = { traceparent: `00-${text}` };
  return address({ contract: receivedInstalls, to: { shard }, bytes, id: text, headers });
}

const text = (got: StreamMessage): string => Buffer.from(got.bytes).toString().trim();

async function take(reader: ShardReader, count: number): Promise<StreamMessage[]> {
  const taken: StreamMessage[] = [];
  for await (const got of reader) {
    taken.push(got);
    if (taken.length === count) break;
  }
  return taken;
}

/** Collects in the background. */
function collect(reader: ShardReader): { seen: StreamMessage[]; ended: Promise<unknown> } {
  const seen: StreamMessage[] = [];
  const ended = (async () => {
    for await (const got of reader) seen.push(got);
  })().catch((error: unknown) => error);
  return { seen, ended };
}

describe('readShard', () => {
  it('gives one subject in order, from where it is told, with headers', async () => {
    await publishAll(
      nats,
      Array.from({ length: 40 }, (_, index) => message(`m-${index}`, index % 2)),
    );
    const got = await take(read(1, 6), 18);
    expect(got.map(text)).toEqual(Array.from({ length: 18 }, (_, index) => `m-${index * 2 + 5}`));
    expect(got[0]).toMatchObject({ seq: 6, subject: 'received.installs.1', headers: { traceparent: '00-m-5' } });
    expect(Math.abs((got[0]?.storedAt ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('waits for what comes later, and ends at once when closed', async () => {
    const reader = read(0, 1);
    const { seen, ended } = collect(reader);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const sent = Date.now();
    await publish(nats, { contract: receivedInstalls, to: { shard: 0 }, bytes: Buffer.from('late'), id: 'late' });
    await eventually(() => expect(seen.map(text)).toEqual(['late']), { everyMs: 2 });
    expect(Date.now() - sent).toBeLessThan(500);
    reader.close();
    expect(await ended).toBeUndefined();
  });

  it('holds no more than it was allowed to, however slow the other side is', async () => {
    const count = 60;
    for (let index = 0; index < count; index += 1)
      await publishAll(nats, [message(`m-${index}`, 0, 200_000 + ((index * 7919) % 300_000))]);
    const reader = read(0, 1, { maxBytes: 1_000_000 });
    const got: string[] = [];
    let most = 0;
    for await (const each of reader) {
      got.push(text(each));
      if (got.length < 8) await new Promise((resolve) => setTimeout(resolve, 100));
      most = Math.max(most, reader.buffered.bytes);
      if (got.length === count) break;
    }
    expect(got).toEqual(Array.from({ length: count }, (_, index) => `m-${index}`));
    expect(most).toBeGreaterThan(400_000);
    expect(most).toBeLessThan(2_300_000);
  });

  it('skips nothing and repeats nothing across crashes of the server', async () => {
    const { seen } = collect(read(0, 1));
    const ids = Array.from({ length: 400 }, (_, index) => `m-${index}`);
    let sent = 0;
    const publishing = (async () => {
      for (const id of ids) {
        await publish(nats, { contract: receivedInstalls, to: { shard: 0 }, bytes: Buffer.from(id), id });
        sent += 1;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    for (const at of [50, 150, 300]) {
      await eventually(() => expect(sent).toBeGreaterThan(at), { timeoutMs: 20_000 });
      await server.kill('SIGKILL');
      await server.restart();
    }
    await publishing;
    await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(ids.length), { timeoutMs: 20_000 });
    expect(seen.map(text)).toEqual(ids);
    const seqs = seen.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  }, 60_000);

  it('notices a message that was lost between server and client, also the last one', async () => {
    await publishAll(
      nats,
      Array.from({ length: 9 }, (_, index) => message(`m-${index}`, 0)),
    );
    const lossy = losing(nats, new Set(['m-3', 'm-8']));
    const reader = readShard(lossy, { stream, subject: 'received.installs.0', fromSeq: 1, logger });
    readers.push(reader);
    const { seen } = collect(reader);
    await eventually(() => expect(seen).toHaveLength(9));
    expect(seen.map(text)).toEqual(Array.from({ length: 9 }, (_, index) => `m-${index}`));
  });

  it('goes on when somebody deletes its consumer', async () => {
    const { seen } = collect(read(0, 1));
    await publishAll(nats, [message('a', 0)]);
    await eventually(() => expect(seen).toHaveLength(1));
    for await (const { name } of nats.jsm.consumers.list(stream)) await nats.jsm.consumers.delete(stream, name);
    await publishAll(nats, [message('b', 0)]);
    await eventually(() => expect(seen.map(text)).toEqual(['a', 'b']));
  });

  it('leaves no consumers behind', async () => {
    const reader = read(0, 1);
    await publishAll(nats, [message('a', 0)]);
    await take(reader, 1);
    await eventually(async () => {
      const { state } = await nats.jsm.streams.info(stream);
      expect(state.consumer_count).toBe(0);
    });
  });

  it('stops loudly when the stream is made anew (T12)', async () => {
    await publishAll(
      nats,
      Array.from({ length: 5 }, (_, index) => message(`m-${index}`, 0)),
    );
    const before = await streamState(nats, stream);
    const { seen, ended } = collect(read(0, 1, { created: before.created }));
    await eventually(() => expect(seen).toHaveLength(5));
    await nats.jsm.streams.delete(stream);
    await provision(nats, { shards: 4, replicas: 1 });
    await publishAll(nats, [message('new', 0)]);
    expect(await ended).toMatchObject({ name: 'StreamReplaced', stream });
    expect(seen).toHaveLength(5);

    const position = { created: before.created, lastSeq: 5 };
    const now = await streamState(nats, stream);
    expect(() => checkPosition(stream, position, now)).toThrow(
      expect.objectContaining({ name: 'StreamReplaced', expected: position, found: now }),
    );
    const [error] = await Promise.all([collect(read(0, 6, { created: before.created })).ended]);
    expect(error).toMatchObject({ name: 'StreamReplaced' });
  });

  it('knows how far a quiet subject is through with its stream, so that it does not look aged out (T13)', async () => {
    await publishAll(nats, [message('mine', 0), ...Array.from({ length: 9 }, (_, index) => message(`o-${index}`, 1))]);
    const reader = read(0, 1);
    const { seen } = collect(reader);
    await eventually(() => expect(seen).toHaveLength(1));
    expect(await eventually(async () => (await reader.caughtUpTo()) ?? fail())).toBe(10);

    await nats.jsm.streams.purge(stream, { seq: 9 });
    const state = await streamState(nats, stream);
    expect(() => checkPosition(stream, { created: state.created, lastSeq: 1 }, state)).toThrow(
      expect.objectContaining({ name: 'MessagesAgedOut' }),
    );
    checkPosition(stream, { created: state.created, lastSeq: 10 }, state);
  });
});

function fail(): never {
  throw new Error('not known yet');
}

/** Loses the first delivery of some messages on their way to the client. */
function losing(whole: Nats, texts: Set<string>): Nats {
  const subscribe: NatsConnection['subscribe'] = (subject, options) =>
    whole.nc.subscribe(subject, {
      ...options,
      callback: (error, msg) =>
        texts.delete(Buffer.from(msg.data).toString()) ? undefined : options?.callback?.(error, msg),
    });
  const nc = new Proxy(whole.nc, {
    get: (target, property) => {
      if (property === 'subscribe') return subscribe;
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
  return { ...whole, nc };
}
