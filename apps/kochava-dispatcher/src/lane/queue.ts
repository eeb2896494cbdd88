/** First in, first out, at a constant cost: shifting an array of thousands would copy it again and again. */
export class Queue<T> {
  #items: T[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#head += 1;
    if (this.#head >= 256 && this.#head * 2 >= this.#items.length) this.#compact();
    return item;
  }

  /** Takes out what `wanted` says, in order. */
  take(wanted: (item: T) => boolean): T[] {
    this.#compact();
    const taken: T[] = [];
    const kept: T[] = [];
    for (const item of this.#items) (wanted(item) ? taken : kept).push(item);
    this.#items = kept;
    return taken;
  }

  #compact(): void {
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
