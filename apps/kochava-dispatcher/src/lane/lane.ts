import { horizonMs } from '@kochava-stream/domain/delivery';
import {
  delivery,
  deliveryKey,
  type Attempt,
  type Delivered,
  type Delivery,
  type Dispatch,
  type Ending,
} from './delivery.ts';
import { endingOf, overdue, tryElsewhere } from './end.ts';
import { Queue } from './queue.ts';
import { Recent, type RecentOptions } from './recent.ts';
import { Traffic, type TrafficOptions } from './traffic.ts';

/** What makes one call; undefined = it cannot be made now, and the gate was told why. */
export type Calling = (dispatch: Dispatch) => (() => Promise<Attempt>) | undefined;

export interface LaneOptions {
  readonly limit: number;
  /** How long a dispatch may be tried, ms; default the longest. */
  readonly horizon?: () => number;
  readonly calling: Calling;
  /** Publishes an ending; resolves when it is stored. */
  readonly end: (delivery: Delivery, ending: Ending) => Promise<void>;
  readonly now: () => number;
  readonly random: () => number;
  /** The gate opened or closed. */
  readonly changed?: () => void;
  readonly traffic?: TrafficOptions;
  readonly recent?: RecentOptions;
  /** While the gate is closed: how often waiting deliveries are looked over for those that wait too long, ms. */
  readonly lookOverMs?: number;
}

/**
 * One sync's way to Kochava: a queue of deliveries, as many calls at a time as the traffic allows, each brought to its
 * ending. Nothing of another sync is in it, so nothing of this one can slow another.
 */
export class Lane {
  readonly traffic: Traffic;
  readonly #queue = new Queue<Delivery>();
  readonly #recent: Recent;
  #calls = 0;
  /** Answered, and what that means is not stored yet. */
  #settling = 0;
  #stopped = false;
  #pumping = false;
  #wake: NodeJS.Timeout | undefined;

  constructor(private readonly options: LaneOptions) {
    this.#recent = new Recent(options.recent);
    this.traffic = new Traffic(options.limit, options.now, {
      ...options.traffic,
      changed: () => {
        options.changed?.();
        this.pump();
      },
    });
  }

  get #horizon(): number {
    return this.options.horizon?.() ?? horizonMs;
  }

  /** Calls under way. */
  get calls(): number {
    return this.#calls;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /** Brings one entry to its ending. An entry that is under way is not begun again; one that is finished is finished. */
  deliver(dispatch: Dispatch): Promise<Delivered> {
    const known = this.#recent.find(deliveryKey(dispatch));
    if (known === 'finished') return Promise.resolve('settled');
    if (known !== undefined) return this.#join(known);
    if (this.#stopped) return Promise.resolve('left');
    const begun = delivery(dispatch);
    this.#recent.begin(begun);
    this.#queue.push(begun);
    this.pump();
    return begun.done.promise;
  }

  /** Starts what may start now. */
  pump(): void {
    if (this.#stopped || this.#pumping) return;
    this.#pumping = true;
    const { gate } = this.traffic;
    while (this.#queue.size > 0 && this.#mayCall()) {
      const now = this.options.now();
      if (this.traffic.mayCallAt(now) > now) break;
      const admission = gate.admit(now);
      const next = admission === 'closed' ? undefined : this.#queue.shift();
      if (next === undefined) break;
      this.traffic.callGoes();
      void this.#run(next, admission === 'trial');
    }
    this.#pumping = false;
    this.#schedule();
  }

  /**
   * A crash repeats the calls under way and those whose answer is not stored: together at most twice as many as may run at
   * a time. While nothing can be stored, nobody is called.
   */
  #mayCall(): boolean {
    const { room } = this.traffic;
    return this.#calls < room && this.#calls + this.#settling < 2 * room;
  }

  /** Lets go of those that wait. */
  withdraw(dispatches: readonly Dispatch[]): void {
    const keys = new Set(dispatches.map(deliveryKey));
    for (const waiting of this.#queue.take(({ key }) => keys.has(key))) this.#leave(waiting);
  }

  /** Begins nothing more: what has not been called is left, what is being called goes on to its ending. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#wake);
    for (const waiting of this.#queue.take(() => true)) this.#leave(waiting);
  }

  /** What was tried before goes on as a retry: how often and since when must not be forgotten. */
  #leave(waiting: Delivery): void {
    const ending = tryElsewhere(waiting, this.options.now());
    if (ending !== undefined) {
      void this.#settle(waiting, ending);
      return;
    }
    this.#recent.forget(waiting);
    waiting.done.resolve('left');
  }

  #join(known: Delivery): Promise<Delivered> {
    const { unpublished } = known;
    if (unpublished !== undefined) {
      known.unpublished = undefined;
      known.done = Promise.withResolvers();
      void this.#settle(known, unpublished);
    }
    return known.done.promise;
  }

  async #run(current: Delivery, trial: boolean): Promise<void> {
    this.#calls += 1;
    try {
      const ending = await this.#attempt(current);
      if (ending === undefined) this.#wait(current);
      else void this.#settle(current, ending);
    } catch (error) {
      this.#recent.forget(current);
      current.done.reject(error);
    } finally {
      this.#calls -= 1;
      if (trial) this.traffic.gate.trialEnded();
      this.pump();
    }
  }

  /** undefined = not now. */
  async #attempt(current: Delivery): Promise<Ending | undefined> {
    const { now, random, calling } = this.options;
    const late = overdue(current, now(), this.#horizon);
    if (late !== undefined) return late;
    const call = calling(current.dispatch);
    const attempt = call && (await this.traffic.run(call));
    if (attempt === undefined) return undefined;
    if (this.#isRefusedAlone(current, attempt)) current.refusedAlone += 1;
    current.attempts += 1;
    current.firstAttemptAt ??= attempt.startedAt;
    current.last = attempt;
    return endingOf(current, attempt, { random: random(), horizon: this.#horizon });
  }

  #isRefusedAlone({ last }: Delivery, { read }: Attempt): boolean {
    return read.outcome === 'pause' && last?.read.outcome === 'pause' && this.traffic.acceptedAt > last.endedAt;
  }

  /** To the end of the queue: if the fault is the entry's, another one is tried next. */
  #wait(current: Delivery): void {
    if (this.#stopped) this.#leave(current);
    else this.#queue.push(current);
  }

  async #settle(current: Delivery, ending: Ending): Promise<void> {
    this.#settling += 1;
    try {
      await this.options.end(current, ending);
      this.#recent.finish(current, this.options.now());
      current.done.resolve('settled');
    } catch (error) {
      current.unpublished = ending;
      current.done.reject(error);
    } finally {
      this.#settling -= 1;
      this.pump();
    }
  }

  /**
   * A closed gate opens by itself at a known time, and a rate lets the next call go at one; and what waits must not wait for
   * ever.
   */
  #schedule(): void {
    clearTimeout(this.#wake);
    if (this.#stopped || this.#queue.size === 0) return;
    const { gate } = this.traffic;
    // Where there is no room, the reply of a call under way is what comes next.
    if (gate.isOpen && !this.#mayCall()) return;
    const now = this.options.now();
    const next = Math.max(this.traffic.mayCallAt(now), gate.isOpen ? now : gate.changesAt);
    const at = Math.min(next, now + (this.options.lookOverMs ?? 60_000));
    this.#wake = setTimeout(() => this.#lookOver(), Math.max(1, Math.ceil(at - now)));
    this.#wake.unref();
  }

  #lookOver(): void {
    const now = this.options.now();
    const horizon = this.#horizon;
    for (const late of this.#queue.take((waiting) => overdue(waiting, now, horizon) !== undefined)) {
      const ending = overdue(late, now, horizon);
      if (ending !== undefined) void this.#settle(late, ending);
    }
    this.pump();
  }
}
