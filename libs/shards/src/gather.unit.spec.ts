import fc from 'fast-check';
import { gather } from './gather.ts';
import { Lane } from './lane.ts';
import { OwnedShard } from './owned-shard.ts';
import { type ShardMessage } from './types.ts';

function lane(subject: string, weights: readonly number[]): Lane<string> {
  const made = new Lane<string>({ subject, stream: 'RECEIVED', source: 0, created: '', position: 0, limit: () => 1 });
  weights.forEach((weight, index) => {
    const seq = index + 1;
    made.push({
      message: { subject, seq, bytes: new Uint8Array(1) } as ShardMessage,
      weight,
      storedAt: 0,
      parsed: `${subject}.${seq}`,
    });
  });
  return made;
}

const shardOf = (number: number, ...lanes: Lane<string>[]) => new OwnedShard(number, 1, lanes);
const taken = (picks: ReturnType<typeof gather<string>>) =>
  picks.map(({ item }) => `${item.message.subject}${item.message.seq}`);

describe('gathering a batch', () => {
  it('takes everything that waits', () => {
    const shards = [shardOf(0, lane('a', [1, 1]), lane('b', [])), shardOf(1, lane('c', [1]))];
    expect(taken(gather(shards, 10, 0))).toEqual(['a1', 'c1', 'a2']);
  });

  it('takes from every lane in turn, beginning elsewhere each time', () => {
    const shards = [shardOf(0, lane('a', [1, 1, 1, 1])), shardOf(1, lane('b', [1]))];
    expect(taken(gather(shards, 3, 0))).toEqual(['a1', 'b1', 'a2']);
    expect(taken(gather(shards, 2, 1))).toEqual(['b1', 'a1']);
  });

  it('takes one message however much it weighs, and nothing where nothing waits', () => {
    expect(taken(gather([shardOf(0, lane('a', [5_000, 1]))], 10, 0))).toEqual(['a1']);
    expect(gather([shardOf(0, lane('a', []))], 10, 3)).toEqual([]);
    expect(gather([], 10, 3)).toEqual([]);
  });

  it('never leaves a gap in a lane, and stays within the limit', () => {
    const weights = fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 }), { maxLength: 6 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 30 }), fc.nat(20), (all, most, turn) => {
        const lanes = all.map((each, index) => lane(`${index}:`, each));
        const picks = gather(
          lanes.map((each, index) => shardOf(index, each)),
          most,
          turn,
        );
        const total = picks.reduce((sum, { item }) => sum + item.weight, 0);
        expect(picks.length <= 1 || total <= most).toBe(true);
        expect(picks.length > 0).toBe(all.some((each) => each.length > 0));
        for (const each of lanes) {
          const seqs = picks.filter(({ lane: of }) => of === each).map(({ item }) => item.message.seq);
          expect(seqs).toEqual(seqs.map((_, index) => index + 1));
        }
      }),
    );
  });
});

describe('a lane', () => {
  it('gives up its messages only when they are committed', async () => {
    const one = lane('a', [1, 1, 1]);
    expect(one.lastArrived).toBe(3);
    let room = false;
    void one.room().then(() => (room = true));
    one.advance(2);
    await Promise.resolve();
    expect([one.position, one.length, one.at(0)?.message.seq, room]).toEqual([2, 1, 3, false]);
    one.advance(3);
    await one.room();
    expect([one.length, one.lastArrived, room]).toEqual([0, 3, true]);
  });

  it('follows a quiet stream only while nothing waits', () => {
    const one = lane('a', [1]);
    one.foundQuiet(40);
    expect(one.quietTo).toBeUndefined();
    one.advance(1);
    expect(one.quietTo).toBe(40);
    one.advance(40);
    expect(one.quietTo).toBeUndefined();
  });
});
