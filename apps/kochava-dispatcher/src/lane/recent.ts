import { type Delivery } from './delivery.ts';

export interface RecentOptions {
  /** Finished deliveries are known for at least half of this, ms. */
  readonly ttlMs?: number;
  /** And at least half of these many. */
  readonly max?: number;
}

/**
 * Deliveries under way and those finished lately. A message that comes again, after a handler failed or a NATS server
 * forgot an ack, meets its entries here: none of them is called twice. Two generations of keys, so that forgetting is
 * free.
 */
export class Recent {
  readonly #underWay = new Map<string, Delivery>();
  #young = new Set<string>();
  #old = new Set<string>();
  #turnedAt = 0;
  readonly #ttlMs: number;
  readonly #max: number;

  constructor(options: RecentOptions = {}) {
    this.#ttlMs = options.ttlMs ?? 600_000;
    this.#max = options.max ?? 50_000;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  find(key: string): Delivery | 'finished' | undefined {
    return this.#underWay.get(key) ?? (this.#young.has(key) || this.#old.has(key) ? 'finished' : undefined);
  }

  begin(delivery: Delivery): void {
    this.#underWay.set(delivery.key, delivery);
  }

  finish({ key }: Delivery, now: number): void {
    this.#underWay.delete(key);
    if (this.#young.size >= this.#max / 2 || now - this.#turnedAt >= this.#ttlMs / 2) {
      this.#old = this.#young;
      this.#young = new Set();
      this.#turnedAt = now;
    }
    this.#young.add(key);
  }

  /** It was not called: whoever has the entry next may do it. */
  forget({ key }: Delivery): void {
    this.#underWay.delete(key);
  }
}
