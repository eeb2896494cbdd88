/** The coalescer was closed; nothing is taken any more. */
export class CoalescerClosed extends Error {
  override readonly name = 'CoalescerClosed';
  constructor() {
    super('closed, nothing is taken any more');
  }
}

export interface CoalescerOptions<Item> {
  /** A group is full at this many bytes, as told to `add`; a single larger item is a group of its own. Default 512 KB. */
  readonly maxBytes?: number;
  readonly maxItems?: number;
  /**
   * Least time from the beginning of one group's publish to that of the key's next, unless a full group waits; after a
   * rest nothing waits. Default 0.
   */
  readonly gatherMs?: number;
  /** Groups of one key being published at a time. Default 1: more made every percentile worse where it was measured. */
  readonly inFlightPerKey?: number;
  /** Publishes one group; called once per group, so that an id made inside holds for all its tries. */
  readonly publish: (key: number, items: readonly Item[]) => Promise<void>;
}

interface Group<Item> {
  readonly items: Item[];
  bytes: number;
  readonly settled: PromiseWithResolvers<void>;
}

interface Lane<Item> {
  /** In order; only the last one may still grow. */
  readonly waiting: Group<Item>[];
  inFlight: number;
  scheduled: boolean;
  gathering: NodeJS.Timeout | undefined;
  /** When the last group's publish began, by the monotonic clock. */
  beganAt: number;
}

/**
 * Group commit: while as many groups of a key are being published as may be, what is added gathers in the next one; so a
 * single item waits for nothing and many share one message. What is added in one turn of the event loop goes together.
 */
export class Coalescer<Item> {
  readonly #maxBytes: number;
  readonly #maxItems: number;
  readonly #inFlightPerKey: number;
  readonly #gatherMs: number;
  readonly #publish: CoalescerOptions<Item>['publish'];
  readonly #lanes = new Map<number, Lane<Item>>();
  #bytes = 0;
  #closed = false;
  readonly #running = new Set<Promise<void>>();

  constructor(options: CoalescerOptions<Item>) {
    this.#maxBytes = options.maxBytes ?? 512 * 1024;
    this.#maxItems = options.maxItems ?? 2_000;
    this.#inFlightPerKey = options.inFlightPerKey ?? 1;
    this.#gatherMs = options.gatherMs ?? 0;
    this.#publish = options.publish;
  }

  /** Bytes added and not yet published or refused: what a bounded queue in front looks at. */
  get bytesWaiting(): number {
    return this.#bytes;
  }

  /** Settles as its group's publish does. */
  add(key: number, item: Item, size: number): Promise<void> {
    if (this.#closed) return Promise.reject(new CoalescerClosed());
    const lane = this.#lane(key);
    let group = lane.waiting.at(-1);
    if (group === undefined || !this.#fits(group, size)) {
      group = { items: [], bytes: 0, settled: Promise.withResolvers<void>() };
      lane.waiting.push(group);
    }
    group.items.push(item);
    group.bytes += size;
    this.#bytes += size;
    this.#schedule(key, lane);
    return group.settled.promise;
  }

  /** Takes nothing more; resolves when everything added has been published or has failed. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#running.size > 0 || [...this.#lanes.values()].some((lane) => lane.waiting.length > 0)) {
      await Promise.allSettled(this.#running);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #lane(key: number): Lane<Item> {
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = { waiting: [], inFlight: 0, scheduled: false, gathering: undefined, beganAt: -Infinity };
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  #fits(group: Group<Item>, size: number): boolean {
    return group.items.length < this.#maxItems && group.bytes + size <= this.#maxBytes;
  }

  #schedule(key: number, lane: Lane<Item>): void {
    if (lane.scheduled || lane.inFlight >= this.#inFlightPerKey) return;
    const rest = this.#gatheringMs(lane);
    if (rest > 0) {
      lane.gathering ??= setTimeout(() => this.#flush(key, lane), rest);
      return;
    }
    lane.scheduled = true;
    setImmediate(() => this.#flush(key, lane));
  }

  /** How long the next group may still grow. */
  #gatheringMs(lane: Lane<Item>): number {
    if (this.#gatherMs === 0 || this.#closed || lane.waiting.length > 1) return 0;
    return Math.ceil(lane.beganAt + this.#gatherMs - performance.now());
  }

  #flush(key: number, lane: Lane<Item>): void {
    lane.scheduled = false;
    clearTimeout(lane.gathering);
    lane.gathering = undefined;
    while (lane.inFlight < this.#inFlightPerKey && lane.waiting.length > 0) {
      if (this.#gatheringMs(lane) > 0) return this.#schedule(key, lane);
      const group = lane.waiting.shift();
      if (group === undefined) return;
      lane.inFlight += 1;
      lane.beganAt = performance.now();
      const run = this.#run(key, group).finally(() => {
        lane.inFlight -= 1;
        this.#running.delete(run);
        this.#flush(key, lane);
      });
      this.#running.add(run);
    }
  }

  async #run(key: number, group: Group<Item>): Promise<void> {
    const { settled, items, bytes } = group;
    try {
      await this.#publish(key, items);
      this.#bytes -= bytes;
      settled.resolve();
    } catch (error) {
      this.#bytes -= bytes;
      settled.reject(error);
    }
  }
}
