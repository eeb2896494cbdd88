import {
  decode,
  deadLetters,
  deviceShard,
  dispatchEvents,
  linksRequested,
  outcomeCounts,
  receivedEvents,
} from '@kochava-stream/contracts';
import { noTraces, type Context, type Outgoing, type ShardMessage } from '@kochava-stream/shards';
import { aSync } from '@kochava-stream/testing';
import { parseChunk, poisonedChunk, splitChunk, weighChunk } from './chunk.ts';
import { maxMessageBytes, messagesOf } from './messages.ts';
import { event, given, identify } from './transform/world.spec.ts';

const context = (): Context => {
  let ids = 0;
  return { now: 1_795_437_250_000, newId: () => `m${(ids += 1)}`, traces: noTraces };
};
const of = (messages: Outgoing[], contract: { name: string }) =>
  messages.filter((message) => message.contract.name === contract.name);
const chunk = (bytes: Uint8Array): ShardMessage => {
  return { source: 0, shard: 2, stream: 'RECEIVED', subject: 'received.events.2', seq: 7, bytes, headers: {} };
};

describe('what leaves with a transaction', () => {
  it('is one message per sync, with the entries in their order', () => {
    const world = given([aSync(), aSync({ id: 'sync-2', version: 3 })]);
    const upload = { receivedAt: 1_795_437_249_000, traceparent: '00-trace-span-01' };
    const done = world.batch(
      event({ insert_id: 'a' }, upload),
      event({ insert_id: undefined, event_properties: { price: 2 } }),
    );
    const sent = of(messagesOf(done, context(), 4), dispatchEvents);
    expect(sent.map(({ to }) => to)).toEqual([{ sync: 'sync-1' }, { sync: 'sync-2' }]);
    const { kind, entries } = decode(dispatchEvents, sent[1]?.bytes as Uint8Array);
    expect([kind, entries.map(({ id, syncVersion }) => [id, syncVersion])]).toEqual([
      'event',
      [
        ['m2.0', 3],
        ['m2.1', 3],
      ],
    ]);
    expect(entries[0]).toMatchObject({
      acceptedAt: upload.receivedAt,
      traceparent: upload.traceparent,
      insertId: 'a',
      project: 'project-1',
      kochavaDeviceId: 'd-1',
      userAgent: 'Unknown',
    });
    expect(entries[1]).not.toHaveProperty('insertId');
    expect(entries[1]?.body).toContain('"event_data":{"price":2}');
  });

  it('is split where it would grow too large, none lost, none in other order', () => {
    const sync = aSync({ sendEvents: { properties: { event: ['text'], user: [] } } });
    const text = 'é'.repeat(1000);
    const events = Array.from({ length: 300 }, (_, n) => event({ event_properties: { text: `${n} ${text}` } }));
    const sent = of(messagesOf(given([sync]).batch(...events), context(), 4), dispatchEvents);
    expect(sent.length).toBeGreaterThan(2);
    const entries = sent.flatMap(({ id, bytes }) => {
      expect(bytes.length).toBeLessThan(maxMessageBytes + 100);
      const batch = decode(dispatchEvents, bytes).entries;
      expect(batch.map((entry) => entry.id)).toEqual(batch.map((_, index) => `${id}.${index}`));
      return batch;
    });
    expect(entries.map(({ body }) => Number(/"text":"(\d+) /.exec(body)?.[1]))).toEqual(events.map((_, n) => n));
  });

  it('brings all links of a device to its shard', () => {
    const events = ['d-1', 'd-2', 'd-3', 'd-4', 'd-5', 'd-1'].map((device_id, n) =>
      identify({ device_id, user_id: undefined, user_properties: { plan: `p${n}` } }),
    );
    const sent = of(messagesOf(given().batch(...events), context(), 4), linksRequested);
    const requests = sent.flatMap(({ id, to, bytes }) => {
      const { requests: some } = decode(linksRequested, bytes);
      some.forEach((request, index) => {
        expect(request.id).toBe(`${id}.${index}`);
        expect(to).toEqual({ shard: deviceShard('sync-1', request.kochavaDeviceId, 4) });
      });
      return some;
    });
    expect(requests).toHaveLength(6);
    const plans = requests
      .filter(({ kochavaDeviceId }) => kochavaDeviceId === 'd-1')
      .map(({ properties }) => properties);
    expect(plans).toEqual([{ plan: 'p0' }, { plan: 'p5' }]);
  });

  it('counts once, under the id of the message', () => {
    const sent = of(messagesOf(given().batch(event(), event()), context(), 4), outcomeCounts);
    expect(sent).toHaveLength(1);
    expect(decode(outcomeCounts, sent[0]?.bytes as Uint8Array)).toMatchObject({ id: sent[0]?.id, at: context().now });
  });

  it('is nothing for nothing', () => {
    expect(messagesOf(given().batch(), context(), 4)).toEqual([]);
  });
});

describe('poison', () => {
  const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

  it('is kept as a chunk that can be sent again', () => {
    const received = event({ user_id: 'ann@example.com' });
    const error = new TypeError('ann@example.com has no plan');
    const done = { ...given().batch(), poisoned: [{ received, error }] };
    const [letter] = of(messagesOf(done, context(), 4), deadLetters);
    const dead = decode(deadLetters, letter?.bytes as Uint8Array);
    expect(dead).toMatchObject({ source: 'transformer', kind: 'poison', project: 'project-1', sync: null });
    expect(dead.detail).toBe('from received.events: TypeError');
    const again = Buffer.from(JSON.parse(dead.payload) as string, 'base64');
    expect(parseChunk(chunk(again)).events).toMatchObject([received]);
  });

  it.each([
    ['nested too deeply to be written', { price: deep(100_000) }],
    ['too large for a dead letter', { price: deep(5_000), text: 'x'.repeat(800_000) }],
  ])('is named at least when it is %s', (_how, event_properties) => {
    const done = given().batch(event({ event_properties, insert_id: 'deep' }));
    const [letter] = of(messagesOf(done, context(), 4), deadLetters);
    const dead = decode(deadLetters, letter?.bytes as Uint8Array);
    const again = Buffer.from(JSON.parse(dead.payload) as string, 'base64');
    expect(decode(receivedEvents, again).uploads[0]?.events).toEqual([
      expect.objectContaining({ event_type: 'Purchase', insert_id: 'deep', device_id: 'd-1' }),
    ]);
  });

  it('that is no chunk at all is kept byte by byte', () => {
    const bytes = Buffer.from('{"v":1,"uploads":[\xff', 'latin1');
    expect(() => parseChunk(chunk(bytes))).toThrow('not a received.events message');
    const dead = decode(deadLetters, poisonedChunk(chunk(bytes), new Error('x'), context()).bytes);
    expect(Buffer.from(JSON.parse(dead.payload) as string, 'base64')).toEqual(bytes);
  });
});

describe('a chunk', () => {
  const one = event({ insert_id: 'a' }, { project: 'p1', receivedAt: 5_000 });
  const two = event({ insert_id: undefined }, { project: 'p2', receivedAt: 4_000 });
  const uploads = [one, two].map(({ part, event: received }) => ({ ...part, events: [received, received] }));
  const bytes = Buffer.from(JSON.stringify({ v: 1, uploads }));

  it('weighs as many as its events, and each knows its upload', () => {
    const parsed = parseChunk(chunk(bytes));
    expect(weighChunk(parsed)).toBe(4);
    expect([parsed.shard, parsed.receivedAt]).toEqual([2, 4_000]);
    expect(parsed.events.map(({ part, key }) => [part.project, key !== undefined])).toEqual([
      ['p1', true],
      ['p1', true],
      ['p2', false],
      ['p2', false],
    ]);
  });

  it('can be split into its events, which keep its place', () => {
    const parts = splitChunk(chunk(bytes));
    expect(parts.map(({ seq, shard }) => [seq, shard])).toEqual(Array(4).fill([7, 2]));
    expect(parts.flatMap((part) => parseChunk(part).events.map(({ part: of }) => of.project))).toEqual([
      'p1',
      'p1',
      'p2',
      'p2',
    ]);
  });
});
