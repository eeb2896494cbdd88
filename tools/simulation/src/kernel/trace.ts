import { createHash } from 'node:crypto';

/** What happened, line by line: hashed, and kept or shown where somebody wants to see it. */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #names = new Map<string, string>();
  #pending = '';
  lines = 0;

  constructor(private readonly show?: (line: string) => void) {}

  get shown(): boolean {
    return this.show !== undefined;
  }

  add(at: number, text: string): void {
    const line = `${at.toFixed(3)} ${text}`;
    this.lines += 1;
    this.#pending += `${line}\n`;
    if (this.#pending.length > 16_384) this.#flush();
    this.show?.(line);
  }

  /** Random ids are numbered as they turn up. */
  named(id: string): string {
    let name = this.#names.get(id);
    if (name === undefined) this.#names.set(id, (name = `id${this.#names.size}`));
    return name;
  }

  digest(): string {
    this.#flush();
    return this.#hash.copy().digest('hex').slice(0, 16);
  }

  #flush(): void {
    this.#hash.update(this.#pending);
    this.#pending = '';
  }
}
