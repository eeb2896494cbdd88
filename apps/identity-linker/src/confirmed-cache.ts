import { deviceIdKinds, type DeviceIds } from '@kochava-stream/contracts';

interface Confirmation {
  readonly sync: string;
  readonly kochavaDeviceId: string;
  readonly ids: DeviceIds;
}

/**
 * Confirmations that are known to be in the database: most outcomes repeat one of them and need no look at it.
 * It holds only what a transaction found there already committed, and confirmation only grows, so that whatever is
 * in here stays true until something is deleted, also when the transaction that found it rolls back.
 */
export class ConfirmedCache {
  readonly #keys = new Set<string>();

  constructor(private readonly capacity = 100_000) {}

  has(confirmation: Confirmation): boolean {
    return this.#keys.has(keyOf(confirmation));
  }

  /** Something was deleted: what is in here may not stand in the database any more. */
  clear(): void {
    this.#keys.clear();
  }

  add(confirmation: Confirmation): void {
    this.#keys.add(keyOf(confirmation));
    if (this.#keys.size <= this.capacity) return;
    for (const oldest of this.#keys) {
      this.#keys.delete(oldest);
      break;
    }
  }
}

/** Ids have no control characters, so that NUL separates. */
function keyOf({ sync, kochavaDeviceId, ids }: Confirmation): string {
  let key = `${sync}\0${kochavaDeviceId}`;
  for (const kind of deviceIdKinds) key += `\0${ids[kind] ?? ''}`;
  return key;
}
