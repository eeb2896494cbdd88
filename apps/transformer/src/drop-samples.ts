import { randomUUID } from 'node:crypto';
import { outcomeSamples, type Sample } from '@kochava-stream/contracts';
import { publish, type Nats } from '@kochava-stream/messaging';
import { type Drop } from './transform/transform.ts';

export interface DropSamplesOptions {
  readonly now: () => number;
  /** Stores samples; rejects when they cannot be stored now. */
  readonly tell: (samples: readonly Sample[]) => Promise<void>;
}

const everyMs = 60_000;
/** Of syncs and reasons together: a bound for a map that never comes near it. */
const mostKinds = 10_000;

/**
 * Shows people a few of the events that could not be sent: of each sync and reason the first, then at most one a minute.
 * They leave beside the transactions: losing some is no loss, and no event waits for them.
 */
export class DropSamples {
  readonly #shownAt = new Map<string, number>();

  constructor(private readonly options: DropSamplesOptions) {}

  /** Takes note of a batch. */
  note(drops: readonly Drop[]): void {
    const now = this.options.now();
    const samples = drops.filter((drop) => this.#isNext(drop, now)).map((drop) => sampleOf(drop, now));
    if (samples.length > 0) this.options.tell(samples).catch(() => this.#shownAt.clear());
  }

  #isNext({ sync, reason }: Drop, now: number): boolean {
    const key = `${sync.id}\n${reason}`;
    if (now - (this.#shownAt.get(key) ?? -Infinity) < everyMs) return false;
    if (this.#shownAt.size >= mostKinds) this.#shownAt.clear();
    this.#shownAt.set(key, now);
    return true;
  }
}

function sampleOf({ received: { part, event, place }, sync, reason, detail }: Drop, at: number): Sample {
  return {
    id: randomUUID(),
    project: part.project,
    sync: sync.id,
    syncVersion: sync.version,
    kind: 'event',
    class: reason,
    ...(detail === undefined ? {} : { detail }),
    attempts: 0,
    at,
    acceptedAt: part.receivedAt,
    ...(event.insert_id === undefined ? {} : { insertId: event.insert_id }),
    ...(place === undefined ? {} : { received: place }),
    request: null,
    reply: null,
    ...(part.traceparent === undefined ? {} : { traceparent: part.traceparent }),
  };
}

/** Stores samples where config finds them; gives up soon, as others follow. */
export function tellSamples(nats: Nats): DropSamplesOptions['tell'] {
  return (samples) =>
    publish(nats, {
      contract: outcomeSamples,
      to: {},
      id: randomUUID(),
      message: { v: 1, samples: [...samples] },
      deadlineMs: 5_000,
    });
}
