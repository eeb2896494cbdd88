import { createHash, timingSafeEqual } from 'node:crypto';
import { type SyncConfig } from '@kochava-stream/contracts';

const nobodys = Buffer.alloc(32);

/** The sync whose postback URL has this secret. How long it takes does not say whether the project is known. */
export function doorOf(syncs: readonly SyncConfig[], secret: string): SyncConfig | undefined {
  let found: SyncConfig | undefined;
  opens(secret, []);
  for (const sync of syncs) if (opens(secret, sync.postbacks?.secretHashes)) found = sync;
  return found;
}

/**
 * Whether a secret is one of those whose hashes these are. How long it takes does not say how near a guess is: hashes are
 * compared, all of them, each in constant time.
 */
export function opens(secret: string, hashes: readonly string[] = []): boolean {
  const hash = createHash('sha256').update(secret).digest();
  let found = false;
  timingSafeEqual(hash, nobodys);
  for (const known of hashes) if (timingSafeEqual(hash, Buffer.from(known, 'hex'))) found = true;
  return found;
}

/** So many unknown doors a place may knock at in a minute before it is told to wait. */
const mostUnknown = 30;
const windowMs = 60_000;
const mostPlaces = 10_000;

/** Who tries secrets out is told to wait. Who has one is not, also behind the same proxy: it is looked up first. */
export class UnknownDoors {
  #began = 0;
  #counts = new Map<string, number>();

  /** Counts one more. @param now ms @returns seconds to wait; 0 = it may be answered */
  wait(place: string, now: number): number {
    if (now - this.#began >= windowMs || this.#counts.size >= mostPlaces) {
      this.#began = now;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(place) ?? 0) + 1;
    this.#counts.set(place, count);
    return count <= mostUnknown ? 0 : Math.ceil((this.#began + windowMs - now) / 1_000);
  }
}
