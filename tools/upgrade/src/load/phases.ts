import { type Attempt } from '@kochava-stream/faults';

/** A stretch of the run. */
export interface Phase {
  readonly name: string;
  /** ms since the epoch. */
  readonly from: number;
  to: number;
}

/** What clients were told in a phase; an upload counts where it was sent. */
export interface Told {
  readonly phase: string;
  readonly seconds: number;
  readonly uploads: number;
  /** Events in uploads that were answered 200. */
  readonly events: number;
  /** Uploads answered 429: all of it, or a part, is to be sent again. */
  readonly throttled: number;
  /** How often another status came; 0 = no answer. */
  readonly others: ReadonlyMap<number, number>;
  readonly longestMs: number;
}

/** Notes what is being done, and since when. */
export class Phases {
  readonly all: Phase[] = [];

  begin(name: string): void {
    this.end();
    this.all.push({ name, from: Date.now(), to: Infinity });
  }

  end(): void {
    const last = this.all.at(-1);
    if (last?.to === Infinity) last.to = Date.now();
  }
}

export function toldIn({ name, from, to }: Phase, attempts: readonly Attempt[]): Told {
  const sent = attempts.filter(({ at }) => at >= from && at < to);
  const taken = sent.filter(({ status }) => status === 200);
  const others = new Map<number, number>();
  for (const { status } of sent)
    if (status !== 200 && status !== 429) others.set(status, (others.get(status) ?? 0) + 1);
  return {
    phase: name,
    seconds: (to - from) / 1_000,
    uploads: sent.length,
    events: taken.reduce((sum, { ids }) => sum + ids.length, 0),
    throttled: sent.filter(({ status }) => status === 429).length,
    others,
    longestMs: sent.reduce((longest, { ms }) => Math.max(longest, ms), 0),
  };
}
