/** Lets a few run at once and a few more wait; refuses the rest. */
export class Gate {
  #running = 0;
  readonly #queue: (() => void)[] = [];

  constructor(private readonly limits: { readonly running: number; readonly waiting: number }) {}

  /** @returns undefined when too many wait already */
  enter<T>(work: () => Promise<T>): Promise<T> | undefined {
    if (this.#running < this.limits.running) return this.#run(work);
    if (this.#queue.length >= this.limits.waiting) return undefined;
    return new Promise<void>((resolve) => this.#queue.push(resolve)).then(() => this.#run(work));
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#queue.shift()?.();
    }
  }
}
