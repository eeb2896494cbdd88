import { type DispatchEntry, type ReplyClass } from '@kochava-stream/contracts';
import { aDispatchEntry } from '@kochava-stream/testing';
import { type Attempt, type Ending } from './delivery.ts';
import { Lane, type LaneOptions } from './lane.ts';

const hour = 3_600_000;
const start = 1_795_437_240_000;

type Reply = { class: ReplyClass; outcome: Attempt['read']['outcome']; retryAfterMs?: number };
const accepted: Reply = { outcome: 'accepted', class: 'accepted' };
const refused: Reply = { outcome: 'dead', class: 'refused' };
const failed: Reply = { outcome: 'retry', class: 'server-error' };
const throttled: Reply = { outcome: 'retry', class: 'throttled' };
const unauthorized: Reply = { outcome: 'pause', class: 'credentials-refused' };

/** A lane with a clock that stands still, a Kochava that answers when told, and a list of what was published. */
function aLane(given: Partial<LaneOptions> = {}) {
  const calls: { id: string; answer: (reply: Reply) => Promise<void> }[] = [];
  const endings: (Ending & { id: string })[] = [];
  const clock = { now: start };
  const lane = new Lane({
    limit: 2,
    now: () => clock.now,
    random: () => 0,
    end: async ({ dispatch }, ending) => void endings.push({ id: dispatch.entry.id, ...ending }),
    calling:
      ({ entry }) =>
      () =>
        new Promise<Attempt>((resolve) => {
          const startedAt = clock.now;
          calls.push({
            id: entry.id,
            answer: async (read) => {
              resolve({ read, status: 200, body: 'said', startedAt, endedAt: clock.now });
              await settled();
            },
          });
        }),
    ...given,
  });
  const deliver = (id: string, attempts = 0, since = start, rest: Partial<DispatchEntry> = {}) =>
    lane.deliver({
      ...{ kind: 'event', entry: aDispatchEntry({ id, ...rest }), attempts, since },
      ...(attempts === 0 ? {} : { firstAttemptAt: since }),
    });
  /** The first call of an entry that is not answered yet. */
  const call = async (id: string) => {
    await settled();
    const index = calls.findIndex((each) => each.id === id);
    if (index < 0) throw new Error(`${id} is not called; called: ${calls.map((each) => each.id).join()}`);
    return calls.splice(index, 1)[0] as (typeof calls)[number];
  };
  const called = async () => {
    await settled();
    return calls.map(({ id }) => id);
  };
  return { lane, clock, endings, deliver, call, called };
}

/** Everything that waits for nothing but promises is done. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('a lane', () => {
  it('calls as many at a time as it may, in order', async () => {
    const { deliver, call, called } = aLane();
    void ['a', 'b', 'c', 'd'].map((id) => deliver(id));
    expect(await called()).toEqual(['a', 'b']);
    await (await call('b')).answer(accepted);
    expect(await called()).toEqual(['a', 'c']);
  });

  it('calls no more when twice as many as it may call at a time are called or wait to be stored', async () => {
    const stored = Promise.withResolvers<void>();
    const { deliver, call, called } = aLane({ end: () => stored.promise });
    void ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => deliver(id));
    await (await call('a')).answer(accepted);
    await (await call('b')).answer(accepted);
    expect(await called()).toEqual(['c', 'd']);
    await (await call('c')).answer(accepted);
    await (await call('d')).answer(accepted);
    expect(await called()).toEqual([]);
    stored.resolve();
    expect(await called()).toEqual(['e', 'f']);
  });

  it('says settled when the ending is published, and what it was', async () => {
    const { deliver, call, endings } = aLane();
    const ends = [deliver('a'), deliver('b'), deliver('c', 3, start - hour)];
    await (await call('a')).answer(accepted);
    await (await call('b')).answer(refused);
    await (await call('c')).answer(failed);
    expect(await Promise.all(ends)).toEqual(['settled', 'settled', 'settled']);
    expect(endings).toMatchObject([
      { id: 'a', outcome: 'accepted', class: 'accepted', attempts: 1 },
      { id: 'b', outcome: 'dead', class: 'refused', attempts: 1, reply: { status: 200, body: 'said' } },
      {
        id: 'c',
        outcome: 'retry',
        class: 'server-error',
        attempts: 4,
        firstAttemptAt: start - hour,
        dueAt: start + 1_000,
      },
    ]);
  });

  it('calls an entry once however often it comes, under way or finished; but its next attempt is another', async () => {
    const { deliver, call, called, endings } = aLane();
    const ends = [deliver('a'), deliver('a')];
    await (await call('a')).answer(failed);
    expect(await Promise.all([...ends, deliver('a')])).toEqual(['settled', 'settled', 'settled']);
    expect(await called()).toEqual([]);
    expect(endings).toHaveLength(1);
    void deliver('a', 1);
    expect(await called()).toEqual(['a']);
  });

  it('publishes a known ending again when it could not be published, without another call', async () => {
    let fail = true;
    const published: string[] = [];
    const { deliver, call, called } = aLane({
      end: async ({ dispatch }) => {
        if (fail) throw new Error('no PubAck');
        published.push(dispatch.entry.id);
      },
    });
    const first = deliver('a');
    const refusal = expect(first).rejects.toThrow('no PubAck');
    await (await call('a')).answer(accepted);
    await refusal;
    fail = false;
    expect(await deliver('a')).toBe('settled');
    expect(await called()).toEqual([]);
    expect(published).toEqual(['a']);
  });

  it('rejects what it cannot even try, and can try it again', async () => {
    let broken = true;
    const { deliver, called } = aLane({
      calling: () => {
        if (broken) throw new Error('a bug');
        return () => new Promise(() => undefined);
      },
    });
    await expect(deliver('a')).rejects.toThrow('a bug');
    broken = false;
    void deliver('a');
    expect(await called()).toEqual([]);
  });

  it('when it stops, leaves what is not called and ends what is', async () => {
    const { lane, deliver, call, endings } = aLane();
    const ends = ['a', 'b', 'c'].map((id) => deliver(id));
    const [a, b] = [await call('a'), await call('b')];
    lane.stop();
    expect(await ends[2]).toBe('left');
    await a.answer(accepted);
    await b.answer(unauthorized);
    expect(await Promise.all(ends)).toEqual(['settled', 'settled', 'left']);
    const again = { outcome: 'retry', class: 'credentials-refused', attempts: 1, firstAttemptAt: start, dueAt: start };
    expect(endings).toMatchObject([
      { id: 'a', outcome: 'accepted' },
      { id: 'b', ...again },
    ]);
    expect(await deliver('d')).toBe('left');
  });
});

describe('the horizon', () => {
  it('is not waited for: what is too old is dead without a call', async () => {
    const { deliver, called, endings } = aLane();
    await Promise.all([deliver('a', 0, start - 72 * hour), deliver('b', 5, start - 72 * hour)]);
    expect(await called()).toEqual([]);
    const late = { outcome: 'dead', class: 'horizon-passed', status: null, reply: null };
    expect(endings).toMatchObject([
      { id: 'a', ...late, attempts: 0 },
      { id: 'b', ...late, attempts: 5 },
    ]);
  });

  it("is the sync's, as it is now: of what waits and of what fails", async () => {
    let horizon = 72 * hour;
    const { lane, clock, deliver, call, endings } = aLane({ limit: 1, lookOverMs: 5, horizon: () => horizon });
    const [failing, waiting] = [deliver('failing'), deliver('waiting')];
    const answering = await call('failing');
    clock.now += 2 * hour;
    horizon = 2 * hour;
    await answering.answer(failed);
    await failing;
    lane.traffic.gate.close('disabled');
    await waiting;
    const late = { outcome: 'dead', class: 'horizon-passed' };
    expect(endings).toMatchObject([
      { id: 'failing', ...late, attempts: 1 },
      { id: 'waiting', ...late, attempts: 0 },
    ]);
  });

  it('is seen behind a closed gate too: disabled, refused or broken', async () => {
    const { lane, clock, deliver, call, endings } = aLane({ lookOverMs: 5 });
    const ends = [deliver('tried')];
    await (await call('tried')).answer(unauthorized);
    ends.push(deliver('untried', 0, start - hour));
    lane.traffic.gate.close('disabled');
    clock.now += 71 * hour;
    await ends[1];
    expect(endings).toMatchObject([{ id: 'untried', class: 'horizon-passed', attempts: 0, reply: null }]);
    clock.now += hour;
    await ends[0];
    expect(endings[1]).toMatchObject({
      ...{ id: 'tried', outcome: 'dead', class: 'horizon-passed', attempts: 1, status: 200 },
      reply: { status: 200, body: 'said' },
    });
  });
});

describe('refused credentials', () => {
  it('stop everything but one trial a minute, and go on when one is accepted', async () => {
    const { lane, clock, deliver, call, called, endings } = aLane();
    void ['a', 'b', 'c'].map((id) => deliver(id));
    await (await call('a')).answer(unauthorized);
    await (await call('b')).answer(unauthorized);
    expect(await called()).toEqual([]);
    clock.now += 59_999;
    lane.pump();
    expect(await called()).toEqual([]);
    clock.now += 1;
    lane.pump();
    expect(await called()).toEqual(['c']);
    await (await call('c')).answer(unauthorized);
    clock.now += 60_000;
    lane.pump();
    expect(await called()).toEqual(['a']);
    await (await call('a')).answer(accepted);
    expect(await called()).toEqual(['b', 'c']);
    expect(endings).toMatchObject([{ id: 'a', outcome: 'accepted', attempts: 2 }]);
  });

  it('stay in doubt while a trial says nothing', async () => {
    const { lane, clock, deliver, call, called } = aLane();
    void ['a', 'b'].map((id) => deliver(id));
    await (await call('a')).answer(unauthorized);
    await (await call('b')).answer(accepted);
    expect(lane.traffic.gate.isOpen).toBe(true);
    await (await call('a')).answer(unauthorized);
    clock.now += 60_000;
    lane.pump();
    await (await call('a')).answer(failed);
    void deliver('c');
    expect(await called()).toEqual([]);
    expect(lane.traffic.gate.reasons).toEqual(['credentials-refused']);
  });

  it('of one entry only are the fault of that entry', async () => {
    const { lane, clock, deliver, call, endings } = aLane({ limit: 1 });
    const bad = deliver('bad');
    for (const id of ['a', 'b', 'c']) {
      void deliver(id);
      await (await call('bad')).answer(unauthorized);
      clock.now += 60_000;
      lane.pump();
      if (id === 'c') break;
      await (await call(id)).answer(accepted);
      clock.now += 1;
    }
    expect(await bad).toBe('settled');
    expect(endings.at(-1)).toMatchObject({ id: 'bad', outcome: 'dead', class: 'credentials-refused', attempts: 3 });
  });
});

describe('a 429', () => {
  it('stops the whole lane for as long as it says, and halves the calls at a time', async () => {
    const { lane, clock, deliver, call, called } = aLane({ limit: 8 });
    void Array.from({ length: 20 }, (_, index) => deliver(`e${index}`));
    await (await call('e0')).answer({ ...throttled, retryAfterMs: 5_000 });
    await (await call('e1')).answer({ ...throttled, retryAfterMs: 9_000 });
    expect(await called()).toHaveLength(6);
    for (const id of await called()) await (await call(id)).answer(accepted);
    expect(lane.traffic.room).toBe(5);
    clock.now += 4_999;
    lane.pump();
    expect(await called()).toEqual([]);
    clock.now += 1;
    lane.pump();
    expect((await called()).length).toBe(lane.traffic.room);
  });

  it('without a time waits longer with each in a row', async () => {
    const { lane, clock, deliver, call } = aLane({ limit: 1 });
    for (const wait of [1_000, 2_000, 4_000, 8_000]) {
      void deliver(`e${wait}`);
      await (await call(`e${wait}`)).answer(throttled);
      expect(lane.traffic.gate.changesAt).toBe(clock.now + wait);
      clock.now += wait;
      lane.pump();
    }
  });
});

describe('a fixed rate', () => {
  it('spreads calls evenly, from the first on, and lets them all go when it is taken away', async () => {
    const { lane, clock, deliver, called, call } = aLane({ limit: 8 });
    lane.traffic.fixRate(4);
    void ['a', 'b', 'c', 'd', 'e'].map((id) => deliver(id));
    expect(await called()).toEqual(['a']);
    await (await call('a')).answer(accepted);
    expect(await called()).toEqual([]);
    clock.now += 249;
    lane.pump();
    expect(await called()).toEqual([]);
    clock.now += 1;
    lane.pump();
    expect(await called()).toEqual(['b']);
    // What was not used is not made up for.
    clock.now += 10_000;
    lane.pump();
    expect(await called()).toEqual(['b', 'c']);
    lane.traffic.fixRate(undefined);
    lane.pump();
    expect(await called()).toEqual(['b', 'c', 'd', 'e']);
  });

  it('wakes by itself for the next call', async () => {
    const { lane, deliver, called } = aLane({ limit: 8, now: Date.now });
    lane.traffic.fixRate(50);
    const now = Date.now();
    void ['a', 'b', 'c', 'd', 'e'].map((id) => deliver(id, 0, now));
    expect(await called()).toEqual(['a']);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await called()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('the breaker', () => {
  it('opens after failures in a row, lets one try, and closes when that one is answered', async () => {
    const breaker = { failuresInARow: 3, firstOpenMs: 300, longestOpenMs: 400 };
    const { lane, deliver, call, called } = aLane({ limit: 1, now: Date.now, traffic: { breaker } });
    void Array.from({ length: 9 }, (_, index) => deliver(`e${index}`, 0, Date.now()));
    for (const id of ['e0', 'e1', 'e2']) await (await call(id)).answer(failed);
    expect(lane.traffic.gate.reasons).toEqual(['breaker-open']);
    expect(await called()).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(await called()).toEqual(['e3']);
    await (await call('e3')).answer(failed);
    expect(lane.traffic.gate.reasons).toEqual(['breaker-open']);
    await new Promise((resolve) => setTimeout(resolve, 450));
    await (await call('e4')).answer(accepted);
    expect(lane.traffic.gate.isOpen).toBe(true);
    expect(await called()).toEqual(['e5']);
  });

  it('does not open for what is the fault of single entries, nor when one in a few is accepted', async () => {
    const { lane, deliver, call } = aLane({ limit: 1, traffic: { breaker: { failuresInARow: 3 } } });
    const replies = [failed, failed, accepted, failed, failed, refused, failed, failed, accepted];
    for (const [index, reply] of replies.entries()) {
      void deliver(`e${index}`);
      await (await call(`e${index}`)).answer(reply);
      expect(lane.traffic.gate.isOpen).toBe(true);
    }
  });
});
