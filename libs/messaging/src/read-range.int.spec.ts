import { createLogger } from '@kochava-stream/observability';
import { startTestNats, type TestNats } from '@kochava-stream/testing';
import { connectNats, type Nats } from './connect.ts';
import { readRange } from './read-range.ts';
import { seqAt } from './seq-at.ts';

let server: TestNats;
let nats: Nats;
beforeAll(async () => {
  server = await startTestNats();
  nats = await connectNats({
    servers: server.url,
    name: 'spec',
    logger: createLogger({ service: 'spec', level: 'silent' }),
  });
  await nats.jsm.streams.add({ name: 'S', subjects: ['s.*'] });
  for (let n = 1; n <= 40; n += 1)
    await nats.js.publish(n % 4 === 0 ? 's.b' : 's.a', 'x'.repeat(n === 10 ? 500_000 : 10));
}, 60_000);
afterAll(async () => {
  await nats?.close();
  await server?.stop();
});

async function seqs(subject: string, fromSeq: number, toSeq: number, maxBytes?: number): Promise<number[]> {
  const found: number[] = [];
  const options = { stream: 'S', subject, fromSeq, toSeq, ...(maxBytes === undefined ? {} : { maxBytes }) };
  for await (const { seq } of readRange(nats, options)) found.push(seq);
  return found;
}

describe('a range of a stream', () => {
  it('is read from its first to its last message of the subject, and then it ends', async () => {
    expect(await seqs('s.b', 1, 1_000)).toEqual([4, 8, 12, 16, 20, 24, 28, 32, 36, 40]);
    expect(await seqs('s.b', 5, 23)).toEqual([8, 12, 16, 20]);
    expect(await seqs('s.*', 38, 40)).toEqual([38, 39, 40]);
    expect(await seqs('s.b', 37, 39)).toEqual([]);
    expect(await seqs('s.none', 1, 40)).toEqual([]);
    expect(await seqs('s.*', 41, 50)).toEqual([]);
    expect(await seqs('s.*', 9, 3)).toEqual([]);
  });

  it('is read however little is held at a time', async () => {
    expect(await seqs('s.*', 1, 40, 1_000)).toHaveLength(40);
  });

  it('may be left early', async () => {
    for await (const { seq } of readRange(nats, { stream: 'S', subject: 's.*', fromSeq: 3, toSeq: 40 })) {
      expect(seq).toBe(3);
      break;
    }
    const consumers = nats.jsm.consumers.list('S');
    expect((await consumers.next()).filter(({ num_waiting: waiting }) => waiting > 0)).toEqual([]);
  });

  it('begins where a time is', async () => {
    const message = await nats.jsm.streams.getMessage('S', { seq: 20 });
    expect(await seqAt(nats, 'S', message?.time.getTime() ?? 0)).toBeLessThanOrEqual(20);
    expect(await seqAt(nats, 'S', 0)).toBe(1);
    expect(await seqAt(nats, 'S', Date.now() + 1_000)).toBe(41);
  });
});
