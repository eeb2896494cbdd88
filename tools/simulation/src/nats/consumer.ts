import { type StoredMessage, type Stream } from './stream.ts';
import { matchesAny } from './subjects.ts';

export interface ConsumerSettings {
  readonly name: string;
  readonly filters: readonly string[];
  readonly acks: boolean;
  readonly durable: boolean;
  readonly ackWaitMs: number;
  readonly maxAckPending: number;
  /** First sequence; `newest` = the newest message of every subject, then what comes. */
  readonly from: number | 'newest';
}

/** A message that was delivered and not ended. */
interface Pending {
  readonly count: number;
  readonly deliveredAs: number;
  /** Delivered again from then on, ms since the epoch. */
  due: number;
}

interface State {
  next: number;
  delivered: number;
  readonly pending: Map<number, Pending>;
  readonly counts: Map<number, number>;
}

export interface Delivery {
  readonly message: StoredMessage;
  readonly count: number;
  readonly sequence: number;
  readonly pending: number;
}

/** The server writes a durable consumer's state down late: after a crash it may be as it was so long before. */
const forgetsMs = 100;

/** What a consumer has delivered, and what of it was ended. */
export class Consumer {
  #state: State;
  #before: State;
  #beforeAt = -Infinity;
  /** `newest`: the sequences below the end of the stream that are wanted. */
  readonly #wanted: ReadonlySet<number> | undefined;
  readonly #wantedBelow: number;

  constructor(
    private readonly stream: Stream,
    readonly settings: ConsumerSettings,
    private readonly clock: () => number,
  ) {
    const newest = settings.from === 'newest';
    const next = settings.from === 'newest' ? 1 : settings.from;
    this.#wantedBelow = newest ? stream.lastSeq + 1 : 0;
    this.#wanted = newest ? new Set(newestOf(stream.messages)) : undefined;
    this.#state = { next, delivered: 0, pending: new Map(), counts: new Map() };
    this.#before = this.#state;
  }

  get delivered(): number {
    return this.#state.delivered;
  }

  get ackPending(): number {
    return this.#state.pending.size;
  }

  /** Matching messages that were never delivered. */
  get waiting(): number {
    let count = 0;
    for (const message of this.stream.messages) if (message.seq >= this.#state.next && this.#wants(message)) count += 1;
    return count;
  }

  /** Everything up to here is ended. */
  get floor(): number {
    const open = [...this.#state.pending.keys()];
    return (open.length === 0 ? this.#state.next : Math.min(...open)) - 1;
  }

  /** What would be delivered now; undefined = nothing, or the window is full. */
  peek(): StoredMessage | undefined {
    const again = this.#dueAgain();
    if (again !== undefined) return this.stream.at(again);
    if (this.settings.acks && this.#state.pending.size >= this.settings.maxAckPending) return undefined;
    return this.stream.messages.find((message) => message.seq >= this.#state.next && this.#wants(message));
  }

  take(message: StoredMessage): Delivery {
    this.#remember();
    const state = this.#state;
    state.delivered += 1;
    state.next = Math.max(state.next, message.seq + 1);
    const count = (state.counts.get(message.seq) ?? 0) + 1;
    if (this.settings.acks) {
      state.counts.set(message.seq, count);
      const due = this.clock() + this.settings.ackWaitMs;
      state.pending.set(message.seq, { count, deliveredAs: state.delivered, due });
    }
    return { message, count, sequence: state.delivered, pending: this.waiting };
  }

  /** An ack of an earlier delivery counts too, as it does at the server. */
  end(seq: number): void {
    this.#remember();
    this.#state.pending.delete(seq);
    this.#state.counts.delete(seq);
  }

  later(seq: number, delayMs: number): void {
    this.#remember();
    this.#due(seq, this.clock() + delayMs);
  }

  /** Somebody is still at it. */
  extend(seq: number): void {
    this.#due(seq, this.clock() + this.settings.ackWaitMs);
  }

  /** When something delivered may have to be delivered again; Infinity = never. */
  get nextDue(): number {
    let due = Infinity;
    for (const pending of this.#state.pending.values()) due = Math.min(due, pending.due);
    return due;
  }

  /** The server starts again, and may have forgotten its last moments. */
  restart(forgets: boolean): void {
    if (forgets && this.clock() - this.#beforeAt < forgetsMs) this.#state = clone(this.#before);
    for (const pending of this.#state.pending.values()) pending.due = this.clock() + this.settings.ackWaitMs;
  }

  #wants(message: StoredMessage): boolean {
    if (!matchesAny(this.settings.filters, message.subject)) return false;
    return message.seq >= this.#wantedBelow || this.#wanted?.has(message.seq) !== false;
  }

  #due(seq: number, due: number): void {
    const pending = this.#state.pending.get(seq);
    if (pending !== undefined) pending.due = due;
  }

  #dueAgain(): number | undefined {
    const now = this.clock();
    const due = [...this.#state.pending].filter(([, pending]) => pending.due <= now).map(([seq]) => seq);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  #remember(): void {
    if (!this.settings.durable || this.clock() - this.#beforeAt < forgetsMs) return;
    this.#before = clone(this.#state);
    this.#beforeAt = this.clock();
  }
}

function clone(state: State): State {
  return {
    ...state,
    pending: new Map([...state.pending].map(([seq, pending]) => [seq, { ...pending }])),
    counts: new Map(state.counts),
  };
}

function newestOf(messages: readonly StoredMessage[]): Iterable<number> {
  return new Map(messages.map(({ subject, seq }) => [subject, seq])).values();
}
