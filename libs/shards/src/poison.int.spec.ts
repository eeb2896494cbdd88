import { ConnectionLost } from '@kochava-stream/persistence';
import { eventually } from '@kochava-stream/testing';
import { handle, Stage, startServers, upTo, type Item, type Servers } from './stage.spec.ts';

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

/** What the dead letters say of the messages: name of the error, sequence relative to the first message. */
async function dead(): Promise<{ detail: string; text: string }[]> {
  const letters = await stage.stored('DEAD');
  return letters.map(({ body }) => {
    const { bytes } = JSON.parse(body.payload) as { bytes: string };
    return { detail: body.detail as string, text: Buffer.from(bytes, 'base64').toString() };
  });
}

async function poisonCount(actor: { metrics: { registry: { getSingleMetric: (name: string) => any } } }) {
  const found = await actor.metrics.registry.getSingleMetric('kochava_stream_shard_poison_total').get();
  return found.values[0]?.value ?? 0;
}

const withFault = (n: number, at: readonly number[], harm: 'data' | 'bug'): Partial<Item>[] =>
  upTo(n).map((each) => (at.includes(each) ? { n: each, harm } : { n: each }));

describe('what no handler can take', () => {
  it('ends in the dead letters when it cannot be parsed; its neighbours share their transaction', async () => {
    await stage.send(0, [{ n: 1 }, '{"n":', { n: 3 }, '\u0000', { n: 5 }]);
    const actor = await stage.act();
    await stage.expectNumbers({ 0: [1, 3, 5] });
    await eventually(async () => {
      expect(await dead()).toEqual([
        { detail: 'SyntaxError', text: '{"n":' },
        { detail: 'SyntaxError', text: '\u0000' },
      ]);
    });
    expect(await poisonCount(actor)).toBe(2);
  });

  it('is found among many when the database refuses it; its neighbours pass in order', async () => {
    await Promise.all([stage.send(0, withFault(60, [17, 18, 44], 'data')), stage.send(1, withFault(60, [], 'data'))]);
    const actor = await stage.act();
    const left = upTo(60).filter((n) => ![17, 18, 44].includes(n));
    await stage.expectNumbers({ 0: left, 1: upTo(60) });
    await eventually(async () => expect((await dead()).map(({ text }) => JSON.parse(text).n)).toEqual([17, 18, 44]));
    await eventually(async () => expect(await stage.links(0)).toEqual(left));
    expect(await poisonCount(actor)).toBe(3);
  });

  it('is found when the handler has a bug, after some tries', async () => {
    await stage.send(0, withFault(10, [4], 'bug'));
    let tries = 0;
    await stage.act({ onBatch: (_size, batch) => (tries += batch.some(({ n }) => n === 4) ? 1 : 0) });
    await stage.expectNumbers({ 0: upTo(10).filter((n) => n !== 4) });
    await eventually(async () => expect(await dead()).toEqual([{ detail: 'TypeError', text: '{"n":4,"harm":"bug"}' }]));
    expect(tries).toBeGreaterThan(4);
  });

  it('does not stop a handler whose bug passes by itself', async () => {
    await stage.send(0, withFault(5, [], 'bug'));
    let tries = 0;
    await stage.act({
      onBatch: () => {
        tries += 1;
        if (tries <= 2) throw new TypeError('a race');
      },
    });
    await stage.expectNumbers({ 0: upTo(5) });
    expect(await dead()).toEqual([]);
  });

  it('takes only its part of a message with it', async () => {
    const parts = upTo(9).map((n) =>
      n === 3 ? { n, harm: 'data' as const } : n === 7 ? { n, harm: 'bug' as const } : { n },
    );
    await stage.send(0, [{ n: 0 }, { n: 0, parts }, { n: 10 }]);
    const actor = await stage.act({
      split: (message) => {
        const item = JSON.parse(Buffer.from(message.bytes).toString()) as Item;
        return (item.parts ?? []).map((part) => ({ ...message, bytes: Buffer.from(JSON.stringify(part)) }));
      },
    });
    await stage.expectNumbers({ 0: [0, 1, 2, 4, 5, 6, 8, 9, 10] });
    await eventually(async () =>
      expect(await dead()).toEqual([
        { detail: 'StatementFailed', text: '{"n":3,"harm":"data"}' },
        { detail: 'TypeError', text: '{"n":7,"harm":"bug"}' },
      ]),
    );
    expect(await poisonCount(actor)).toBe(2);
    const [position] = await stage.db.query<{ n: number }>(
      'rest',
      'SELECT count(DISTINCT seq)::integer AS n FROM seen',
    );
    expect(position?.n).toBe(3);
  });

  it('fits into a dead letter however large it is', async () => {
    const big = 'x'.repeat(900_000);
    await stage.send(0, [big, { n: 2 }]);
    await stage.act();
    await stage.expectNumbers({ 0: [2] });
    await eventually(async () => {
      const [letter] = await dead();
      expect(letter?.text.length).toBeGreaterThan(400_000);
      expect(big.startsWith(letter?.text ?? '-')).toBe(true);
    });
  });
});

describe('what fails for a while', () => {
  it('is not passed over: the next messages wait for it, and all arrive in order', async () => {
    await stage.send(0, withFault(10, [], 'data'));
    let failing = true;
    let tries = 0;
    const actor = await stage.act({
      maxBatch: 1,
      handle: async (batch, tx, { newId }) => {
        const outgoing = await handle(batch, { tx, owner: 'x', newId });
        if (failing && batch.some(({ n }) => n === 3)) {
          tries += 1;
          throw new ConnectionLost('the spec ran', new Error('gone'));
        }
        return outgoing;
      },
    });
    await eventually(() => expect(tries).toBeGreaterThan(4));
    expect(await stage.numbers(0)).toEqual([1, 2]);
    failing = false;
    await stage.expectNumbers({ 0: upTo(10) });
    await eventually(async () => expect(await stage.links(0)).toEqual(upTo(10)));
    expect(await dead()).toEqual([]);
    expect(await poisonCount(actor)).toBe(0);
  });

  it('never counts as poison when Postgres has not what the handler needs', async () => {
    await stage.db.execute('hide', 'ALTER TABLE seen RENAME TO hidden');
    await stage.send(0, withFault(5, [], 'data'));
    const actor = await stage.act();
    await eventually(async () => {
      const failures = await actor.metrics.registry
        .getSingleMetric('kochava_stream_shard_transaction_failures_total')
        ?.get();
      expect(failures?.values[0]?.value).toBeGreaterThan(3);
    });
    await stage.db.execute('show', 'ALTER TABLE hidden RENAME TO seen');
    await stage.expectNumbers({ 0: upTo(5) });
    expect(await dead()).toEqual([]);
  });
});
