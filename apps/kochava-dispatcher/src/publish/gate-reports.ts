import { outcomeGates, type ClosedGate } from '@kochava-stream/contracts';
import { publish, type Nats } from '@kochava-stream/messaging';

export interface GateReportsOptions {
  readonly newId: () => string;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** At most so often, ms. */
  readonly soonestMs?: number;
  /** Also where nothing changes, ms. */
  readonly everyMs?: number;
}

/**
 * Tells which syncs this process sends nothing for, and why: all of them in every report, so that the last one is enough.
 * A report that cannot be stored is followed by another one soon.
 */
export class GateReports {
  readonly #closed = new Map<string, Map<string, number>>();
  readonly #dispatcher: string;
  readonly #every: NodeJS.Timeout;
  #soon: NodeJS.Timeout | undefined;
  #reportedAt = -Infinity;

  constructor(
    private readonly nats: Nats,
    private readonly options: GateReportsOptions,
  ) {
    this.#dispatcher = options.newId();
    this.#every = setInterval(() => this.#report(), options.everyMs ?? 20_000);
    this.#every.unref();
    this.#changed();
  }

  /** What keeps a sync closed now; nothing = it is open. That its owner disabled it is no news. */
  set(sync: string, reasons: readonly string[]): void {
    const before = this.#closed.get(sync);
    const told = reasons.filter((reason) => reason !== 'disabled');
    if (told.length === 0) {
      if (this.#closed.delete(sync)) this.#changed();
      return;
    }
    if (before?.size === told.length && told.every((reason) => before.has(reason))) return;
    const now = this.options.now();
    this.#closed.set(sync, new Map(told.map((reason) => [reason, before?.get(reason) ?? now])));
    this.#changed();
  }

  close(): void {
    clearInterval(this.#every);
    clearTimeout(this.#soon);
  }

  #changed(): void {
    if (this.#soon !== undefined) return;
    const wait = this.#reportedAt + (this.options.soonestMs ?? 1_000) - this.options.now();
    this.#soon = setTimeout(() => this.#report(), Math.max(0, wait));
    this.#soon.unref();
  }

  #report(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    const { newId, now, signal } = this.options;
    const at = now();
    this.#reportedAt = at;
    const gates = [...this.#closed].map(([sync, closed]): ClosedGate => ({
      sync,
      closed: [...closed].map(([reason, since]) => ({ reason, since })),
    }));
    const message = { v: 1 as const, dispatcher: this.#dispatcher, at, gates };
    publish(this.nats, { contract: outcomeGates, to: {}, id: newId(), message, deadlineMs: 5_000, signal }).catch(
      () => undefined,
    );
  }
}
