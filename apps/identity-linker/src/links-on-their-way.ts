import { type SyncConfig } from '@kochava-stream/contracts';

/** A link that has no reply after this waits for another attempt, outside the window of the others: it is in nobody's way. */
const longestMs = 60_000;
/** So many rounds of the sync's window may be filled with links, ahead of an event that comes now. */
const rounds = 8;
const atLeast = 256;

/** How many links of a sync may be on their way to Kochava at a time, for one worker. */
export function linksAtATime({ concurrency }: Pick<SyncConfig, 'concurrency'>): number {
  return Math.max(atLeast, rounds * concurrency);
}

/**
 * The links that this worker released lately and has not heard of yet. Links and events of a sync leave through one window,
 * in the order of the stream: when many holds fall due at once (Kochava was away, an import confirmed a million devices),
 * they are released as replies come back, and events wait behind some rounds of the window, not behind all of them.
 * In memory: a worker that starts anew releases at most as many once more.
 */
export class LinksOnTheirWay {
  /** By sync: dispatch id to when it was released, ms; the oldest first. */
  readonly #bySync = new Map<string, Map<string, number>>();

  released(sync: string, dispatchId: string, now: number): void {
    const links = this.#bySync.get(sync) ?? new Map<string, number>();
    this.#bySync.set(sync, links.set(dispatchId, now));
  }

  ended(sync: string, dispatchId: string): void {
    this.#bySync.get(sync)?.delete(dispatchId);
  }

  /** How many more may leave now. */
  room(sync: Pick<SyncConfig, 'id' | 'concurrency'>, now: number): number {
    const links = this.#bySync.get(sync.id);
    if (links === undefined) return linksAtATime(sync);
    for (const [dispatchId, at] of links) {
      if (at > now - longestMs) break;
      links.delete(dispatchId);
    }
    return Math.max(0, linksAtATime(sync) - links.size);
  }
}
