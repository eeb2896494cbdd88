import { setTimeout as pause } from 'node:timers/promises';
import { type Nats } from '@kochava-stream/messaging';
import { type Database } from '@kochava-stream/persistence';
import { storedRequests, takenRequests } from './stream.ts';

const patienceMs = 15_000;
const momentMs = 1_000;

/** How far `links.requested` is, and in which versions it is written. */
export class Reading {
  constructor(
    private readonly nats: Nats,
    private readonly linker: Database,
  ) {}

  /** The newest message now. */
  async lastSeq(): Promise<number> {
    return (await storedRequests(this.nats)).at(-1)?.seq ?? 0;
  }

  /** Every version on the stream, and how many messages have it. */
  async versions(): Promise<ReadonlyMap<number, number>> {
    const counts = new Map<number, number>();
    for (const { version } of await storedRequests(this.nats)) counts.set(version, (counts.get(version) ?? 0) + 1);
    return counts;
  }

  /**
   * Waits until the linkers that run now have taken messages of a version that were written after `seq`, and a moment more.
   * @returns how many; 0 = none in time
   */
  async taken(wanted: Wanted): Promise<number> {
    const end = performance.now() + patienceMs;
    while ((await this.#takenNow(wanted)) === 0) {
      if (performance.now() > end) return 0;
      await pause(250);
    }
    await pause(momentMs);
    return await this.#takenNow(wanted);
  }

  async #takenNow({ after, version }: Wanted): Promise<number> {
    const fresh = (await storedRequests(this.nats)).filter(({ seq }) => seq > after);
    const taken = await takenRequests(fresh, this.linker);
    return taken.filter((each) => each.version === version).length;
  }
}

interface Wanted {
  readonly after: number;
  readonly version: number;
}
