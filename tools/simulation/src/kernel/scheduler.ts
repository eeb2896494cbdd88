import { Heap } from './heap.ts';
import { Process } from './process.ts';
import { Random } from './random.ts';
import { Trace } from './trace.ts';

/** Something that will happen; until then it can be taken back. */
export interface Planned {
  at: number;
  readonly order: number;
  readonly owner: Process | undefined;
  readonly run: () => void;
  /** An await of its owner ends with it: a place to die at. */
  readonly point: boolean;
  cancelled: boolean;
}

export interface SchedulerOptions {
  readonly seed: number;
  readonly show?: ((line: string) => void) | undefined;
}

/** Where time begins, ms since the epoch. */
const epoch = 1_795_437_240_000;
const realImmediate = globalThis.setImmediate;

/**
 * Owns time, order and chance. One event after the other; between two of them every promise that could go on has gone on, so
 * that all that happens in between belongs to the process whose event it was.
 */
export class Scheduler {
  readonly random: Random;
  readonly trace: Trace;
  /** Clients and the far ends: never dies. */
  readonly host = new Process('host', 'host');
  readonly #heap = new Heap<Planned>();
  #now = 0;
  #order = 0;
  #current: Process | undefined;
  #events = 0;
  #stopped = false;
  /** Told when a process dies at one of its awaits. */
  onDeath: (process: Process) => void = () => undefined;
  failure: unknown;

  constructor(options: SchedulerOptions) {
    this.random = new Random(options.seed);
    this.trace = new Trace(options.show);
  }

  /** Virtual ms since the beginning. */
  get now(): number {
    return this.#now;
  }

  /** Virtual ms since the epoch. */
  get date(): number {
    return epoch + Math.floor(this.#now);
  }

  get events(): number {
    return this.#events;
  }

  /** Whose event is going on. */
  get current(): Process {
    return this.#current ?? this.host;
  }

  /** For the process whose event is going on. */
  plan(delayMs: number, run: () => void): Planned {
    return this.#add(this.current, delayMs, { run, point: false });
  }

  /** For nobody: a server's own doing, which no death stops. It must not wake a promise. */
  planServer(delayMs: number, run: () => void): Planned {
    return this.#add(undefined, delayMs, { run, point: false });
  }

  /** The end of an await. */
  planReply(owner: Process, delayMs: number, run: () => void): Planned {
    return this.#add(owner, delayMs, { run, point: true });
  }

  note(text: string): void {
    this.trace.add(this.#now, text);
  }

  /** Runs as `process`; what it begins belongs to it. */
  as(process: Process, run: () => void): void {
    const before = this.#current;
    this.#current = process;
    run();
    this.#current = before;
  }

  kill(process: Process, why: string): void {
    if (!process.alive) return;
    this.note(`${process.name} dies ${why}`);
    process.troubles.push(this.#now);
    process.die();
    this.onDeath(process);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Until `stop`, or until nothing is left to happen. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      const event = this.#heap.pop();
      if (event === undefined) return;
      if (event.cancelled || event.owner?.alive === false) continue;
      if (event.owner !== undefined && event.owner.frozenUntil > event.at) {
        event.at = event.owner.frozenUntil;
        this.#heap.push(event);
        continue;
      }
      this.#now = Math.max(this.#now, event.at);
      this.#events += 1;
      if (event.owner === undefined) event.run();
      else await this.#happens(event, event.owner);
    }
  }

  async #happens(event: Planned, owner: Process): Promise<void> {
    if (event.point) {
      owner.points += 1;
      if (owner.points === owner.diesAt) return this.kill(owner, `at await ${owner.points}`);
    }
    this.#current = owner;
    event.run();
    // Every promise that can go on does so before the next immediate.
    await new Promise(realImmediate);
    this.#current = undefined;
  }

  #add(owner: Process | undefined, delayMs: number, of: Pick<Planned, 'run' | 'point'>): Planned {
    const event = { at: this.#now + Math.max(0, delayMs), order: (this.#order += 1), owner, cancelled: false, ...of };
    this.#heap.push(event);
    return event;
  }
}
