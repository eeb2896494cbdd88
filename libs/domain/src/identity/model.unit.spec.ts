import { type DeviceIds } from '@kochava-stream/contracts';
import fc from 'fast-check';
import { linkCounts } from './counts.ts';
import { decide, type Command } from './decide.ts';
import { evolve, unknownDevice } from './device.ts';
import { isStored, type DeviceEvent } from './facts.ts';

const settleMs = 10_000;
const expireMs = 1_000_000;
const origin = { project: 'p1', syncVersion: 1 };
const names = ['plan', '__proto__'] as const;

interface Link {
  dispatchId: string;
  ids: DeviceIds;
  properties: Readonly<Record<string, string>>;
}
/** What the linker is told about things that have happened; may come late, in any order, and more than once. */
type News = Command & { type: 'Confirm' | 'Accept' | 'Reject' };

/** One device, a dispatcher, and a Kochava that remembers what it was sent and whether that made sense. */
class World {
  now = 1_000;
  state = unknownDevice;
  readonly log: DeviceEvent[] = [];
  readonly counts = new Map<string, number>();
  enabled = true;
  /** True: the sync takes nothing but installs for evidence, and none was heard of yet. */
  waitsForInstall = false;
  #dispatches = 0;
  readonly queue: Link[] = [];
  readonly sent: Link[] = [];
  readonly news: News[] = [];
  /** Id to when the reply that made Kochava know it had ended. */
  readonly known = new Map<string, number>();
  /** What Kochava has for certain. */
  readonly has = new Map<string, string>();
  /** The reference: the newest value of each name that nothing took back, expired or refused. */
  readonly wanted = new Map<string, string>();
  readonly #released = new Map<string, string>();

  constructor(private readonly strict = false) {
    this.waitsForInstall = strict;
  }

  repeats = 0;
  byHand = 0;

  tell(command: Command): void {
    decide(command, this.state); // a transaction that crashes before its commit leaves nothing behind
    for (const event of decide(command, this.state)) this.#take(event);
    if (command.type !== 'Release') this.release();
  }

  release(): void {
    if (!this.enabled) return;
    this.tell({ type: 'Release', now: this.now, dispatchId: `d${(this.#dispatches += 1)}`, selected: names });
  }

  /** Somebody does not want to wait. */
  releaseByHand(): void {
    this.byHand += 1;
    const dispatchId = `d${(this.#dispatches += 1)}`;
    const byHand = { who: 'ada', why: 'in a hurry' };
    if (this.enabled) this.tell({ type: 'ReleaseByHand', now: this.now, dispatchId, selected: names, byHand });
  }

  request(name: string, value: string | null, ids: DeviceIds): void {
    if (value === null) this.#takeBack(name);
    else this.wanted.set(name, value);
    const properties = Object.fromEntries([[name, value]]);
    this.tell({ type: 'Request', now: this.now, origin, ids, properties, requestedAt: this.now, expireMs });
  }

  /** Kochava answers 200 to an event, or reports an install. The linker hears of it later. */
  evidence(by: 'event' | 'postback', ids: DeviceIds): void {
    for (const id of Object.values(ids)) if (!this.known.has(id)) this.known.set(id, this.now);
    this.news.push({ type: 'Confirm', now: 0, by, ids, settleMs, expireMs });
  }

  hear(index: number, again: boolean): void {
    const news = this.news[index % Math.max(1, this.news.length)];
    if (news === undefined) return;
    if (!again) this.news.splice(index % this.news.length, 1);
    if (news.type === 'Confirm' && news.by !== 'event') this.waitsForInstall = false;
    const confirmBy = this.strict ? ('install' as const) : undefined;
    this.tell(news.type === 'Confirm' ? { ...news, now: this.now, confirmBy } : { ...news, now: this.now });
  }

  /** The dispatcher calls Kochava with the next link. */
  call(dead: boolean): void {
    const link = this.queue.shift();
    if (link === undefined) return;
    this.now += 1;
    this.sent.push(link);
    const { dispatchId, properties } = link;
    if (dead) this.news.push({ type: 'Reject', now: 0, dispatchId, repliedAt: this.now, class: 'horizon-passed' });
    else this.news.push({ type: 'Accept', now: 0, dispatchId, properties, repliedAt: this.now, expireMs });
    for (const [name, value] of Object.entries(properties)) {
      if (dead) this.has.delete(name);
      else if (this.#ties(link)) this.has.set(name, value);
    }
  }

  /** A dispatcher that died before its ack: the same link once more. */
  callAgain(index: number): void {
    const link = this.sent[index % Math.max(1, this.sent.length)];
    if (link === undefined) return;
    this.now += 1;
    this.repeats += 1;
    const { dispatchId, properties } = link;
    this.news.push({ type: 'Accept', now: 0, dispatchId, properties, repliedAt: this.now, expireMs });
    if (this.#ties(link)) for (const [name, value] of Object.entries(properties)) this.has.set(name, value);
  }

  /** Kochava answers 200 to every link, and ties one to a device that it has. */
  #ties({ ids }: Link): boolean {
    return Object.values(ids).some((id) => this.known.has(id));
  }

  pass(ms: number): void {
    this.now += ms;
    this.tell({ type: 'Expire', now: this.now });
  }

  toggle(): void {
    this.enabled = !this.enabled;
    this.release();
  }

  /** Everything that was begun comes to its end. */
  drain(): void {
    this.enabled = true;
    this.evidence(this.strict ? 'postback' : 'event', { idfa: 'A-last' });
    for (let round = 0; round < 100; round += 1) {
      while (this.news.length > 0) this.hear(0, false);
      this.now += settleMs;
      this.release();
      while (this.queue.length > 0) this.call(false);
    }
  }

  #take(event: DeviceEvent): void {
    for (const { what, reason, n } of linkCounts(event, this.state)) {
      const key = what === 'link-held' ? `${what} ${reason}` : what;
      this.counts.set(key, (this.counts.get(key) ?? 0) + n);
    }
    if (event.type === 'LinkReleased') this.#leave(event);
    if (event.type === 'LinkRejected') this.#giveUp();
    if (event.type === 'LinkExpired') for (const name of event.names) this.#takeBack(name);
    this.state = evolve(this.state, event);
    if (isStored(event)) this.log.push(event);
  }

  #leave(link: DeviceEvent & { type: 'LinkReleased' }): void {
    expect(this.waitsForInstall).toBe(false);
    expect(this.queue).toEqual([]); // one of a device at a time
    const seen = Object.values(link.ids).map((id) => this.known.get(id));
    expect(seen).not.toHaveLength(0);
    if (link.byHand === undefined) {
      for (const since of seen) expect(this.now).toBeGreaterThanOrEqual((since ?? Infinity) + settleMs);
    }
    for (const [name, value] of Object.entries(link.properties)) {
      if (this.repeats === 0 && this.byHand === 0) expect(this.has.get(name)).not.toBe(value);
      this.#released.set(name, value);
    }
    this.queue.push({ dispatchId: link.dispatchId, ids: link.ids, properties: link.properties });
  }

  /** The link is a dead letter now, and so are requests for the same values that came while it was on its way. */
  #giveUp(): void {
    for (const [name, value] of this.state.inFlight?.properties ?? []) {
      if (this.wanted.get(name) === value && !this.state.held.has(name)) this.wanted.delete(name);
      this.#released.delete(name);
    }
  }

  /** What is held is no longer wanted; what has left cannot be taken back. */
  #takeBack(name: string): void {
    const before = this.#released.get(name);
    if (before === undefined || this.repeats > 0) this.wanted.delete(name);
    else this.wanted.set(name, before);
  }
}

function expectBalance({ counts, state }: World): void {
  const n = (key: string) => counts.get(key) ?? 0;
  const left = n('link-merged') + n('link-withdrawn') + n('link-released') + n('link-expired');
  const requested = [n('link-requested'), n('link-suppressed') + n('link-held ')] as const;
  const held = [n('link-held ') + n('link-held restored'), left + state.held.size] as const;
  // Asserted only where it fails: this runs after every step.
  for (const [sum, parts] of [requested, held]) if (sum !== parts) expect([...counts]).toEqual({ sum, parts });
}

const ids = fc.constantFrom<DeviceIds>({}, { idfa: 'A-1' }, { idfa: 'A-2', idfv: 'V-1' }, { idfv: 'V-1' });
/** `[method of World, its arguments]`, so that a counterexample can be read. */
type Step = { [M in Played]: readonly [M, ...Parameters<World[M]>] }[Played];
type Played = 'request' | 'evidence' | 'hear' | 'call' | 'callAgain' | 'pass' | 'toggle' | 'releaseByHand';
function play(world: World, [method, ...args]: Step): void {
  (world[method] as (...args: unknown[]) => void).apply(world, args);
}

const value = fc.constantFrom('a', 'b', 'c', null);
const times = fc.constantFrom(1, 500, settleMs / 2, settleMs, expireMs / 3);
const weighted = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });
const steps = [
  weighted(8, fc.tuple(fc.constant('request'), fc.constantFrom(...names), value, ids)),
  weighted(3, fc.tuple(fc.constant('evidence'), fc.constantFrom('event', 'postback'), ids)),
  weighted(8, fc.tuple(fc.constant('hear'), fc.nat(20), fc.boolean())),
  weighted(
    5,
    fc.tuple(
      fc.constant('call'),
      fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    ),
  ),
  weighted(5, fc.tuple(fc.constant('pass'), times)),
  weighted(1, fc.tuple(fc.constant('toggle'))),
];
const byHand = weighted(3, fc.constant(['releaseByHand'] as const));
const repeated = weighted(2, fc.tuple(fc.constant('callAgain'), fc.nat(10)));

function afterAny(
  possible: { weight: number; arbitrary: fc.Arbitrary<Step> }[],
  check: (world: World) => void,
  strict = false,
): void {
  const histories = fc.array(fc.oneof(...possible), { maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(histories, (history) => {
      const world = new World(strict);
      for (const step of history) {
        play(world, step);
        expectBalance(world);
      }
      world.drain();
      expectBalance(world);
      check(world);
    }),
    { numRuns: 700 },
  );
}

describe('any order of requests, confirmations, replies, ticks, repeats and crashes', () => {
  // World#leave checks each link that goes: not first, not two at a time, not twice unchanged.
  it('sends no link first, loses none, sends none twice unchanged, and ends with the newest values', () => {
    afterAny(steps, (world) => {
      expect(world.state.held.size).toBe(0);
      expect(world.state.inFlight).toBeNull();
      for (const [name, wanted] of world.wanted) expect([name, world.has.get(name)]).toEqual([name, wanted]);
    });
  });

  it('ends with the newest values also if Kochava gets old links again', () => {
    afterAny([...steps, repeated], (world) => {
      expect(world.state.held.size).toBe(0);
      for (const [name, wanted] of world.wanted) expect([name, world.has.get(name)]).toEqual([name, wanted]);
    });
  });

  it('ends with the newest values also if links are released by hand, before Kochava has the device', () => {
    afterAny([...steps, byHand], (world) => {
      expect(world.state.held.size).toBe(0);
      expect(world.state.inFlight).toBeNull();
      for (const [name, wanted] of world.wanted) expect([name, world.has.get(name)]).toEqual([name, wanted]);
    });
  });

  it('sends no link before an install where events do not suffice, and loses none', () => {
    const done = (world: World): void => {
      expect(world.state.held.size).toBe(0);
      for (const [name, wanted] of world.wanted) expect([name, world.has.get(name)]).toEqual([name, wanted]);
    };
    afterAny(steps, done, true);
  });

  it.each([false, true])('the log alone tells the state (installs alone confirm: %s)', (strict) => {
    const told = ({ log, state }: World): void => {
      expect((JSON.parse(JSON.stringify(log)) as DeviceEvent[]).reduce(evolve, unknownDevice)).toEqual(state);
      expect(state.version).toBe(log.length);
    };
    afterAny(strict ? [...steps, repeated] : [...steps, repeated, byHand], told, strict);
  });
});
