import { createLogger } from '@kochava-stream/observability';
import { type OutboxRow } from './outbox-row.ts';
import { OutboxRelay } from './relay.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });
const row = (id: string, shard = 0): OutboxRow => ({
  id,
  stream: 'LINKS',
  subject: 'links.requested.0',
  bytes: new Uint8Array(),
  shards: [shard],
});
const ours = (rows: readonly OutboxRow[]) => Promise.resolve(rows);
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

function relayWith(publish: (ids: string[]) => Promise<void> | void) {
  const closing = new AbortController();
  const sent: string[] = [];
  const relay = new OutboxRelay({
    publish: async (rows) => {
      const ids = rows.map(({ id }) => id);
      await publish(ids);
      sent.push(...ids);
    },
    logger,
    most: 2,
    onDone: () => undefined,
    closing: closing.signal,
  });
  return { relay, sent, close: () => closing.abort() };
}

describe('the outbox relay', () => {
  it('publishes parcel by parcel in the order in which they came', async () => {
    const { relay, sent } = relayWith(async ([id]) => {
      if (id === 'a') await soon();
    });
    void relay.push([row('a'), row('b')], ours);
    await relay.push([row('c')], ours);
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(relay.published).toEqual(['a', 'b', 'c']);
    relay.forget(['a', 'c']);
    expect(relay.published).toEqual(['b']);
  });

  it('goes on with what comes in the moment in which it ends', async () => {
    const { relay, sent } = relayWith(() => undefined);
    for (let n = 0; n < 50; n += 1) {
      const first = relay.push([row(`${n}a`)], ours);
      for (let turns = 0; turns < n % 12; turns += 1) await Promise.resolve();
      await Promise.all([first, relay.push([row(`${n}b`)], ours)]);
    }
    expect(sent).toHaveLength(100);
  });

  it('publishes what it is told to publish in their place', async () => {
    const { relay, sent } = relayWith(() => undefined);
    await relay.push([row('b')], (rows) => Promise.resolve([row('a', 1), ...rows]));
    expect([sent, relay.published]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('has room for two parcels; the third waits', async () => {
    const gate = Promise.withResolvers<void>();
    const { relay } = relayWith(() => gate.promise);
    void relay.push([row('a', 3)], ours);
    await relay.room();
    void relay.push([row('b', 4)], ours);
    let room = false;
    const waiting = relay.room().then(() => (room = true));
    await soon();
    expect([room, relay.waiting, relay.busyWith(4), relay.busyWith(5)]).toEqual([false, 2, true, false]);
    gate.resolve();
    await waiting;
  });

  it('tries again what fails, and tells why it does not get on', async () => {
    let tries = 0;
    const { relay, sent } = relayWith(() => {
      tries += 1;
      if (tries < 3) throw new Error('stream is full');
    });
    const done = relay.push([row('a')], ours);
    await soon();
    expect(relay.problem).toBe('stream is full');
    await done;
    expect([sent, relay.problem]).toEqual([['a'], undefined]);
  });

  it('leaves to another owner what is no longer ours', async () => {
    const { relay, sent } = relayWith(() => undefined);
    await relay.push([row('a')], () => Promise.resolve(undefined));
    expect([sent, relay.published]).toEqual([[], []]);
  });

  it('gives up in time when it closes, and keeps nobody waiting', async () => {
    const never = new Promise<void>(() => undefined);
    const closing = new AbortController();
    const relay = new OutboxRelay({
      publish: (_rows, signal) =>
        Promise.race([
          never,
          new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
        ]),
      logger,
      most: 1,
      onDone: () => undefined,
      closing: closing.signal,
    });
    void relay.push([row('a')], ours);
    const room = relay.room();
    closing.abort();
    await room;
    await relay.close(20);
    expect(relay.published).toEqual([]);
  });
});
