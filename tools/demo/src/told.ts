/** One thing that happened. */
export interface Step {
  /** Milliseconds since the demonstration began. */
  readonly ms: number;
  readonly what: string;
  readonly detail: string;
}

/** Collects what happens and prints it as it comes: to standard output, or to standard error when that is for JSON. */
export class Told {
  readonly steps: Step[] = [];
  readonly #notes: Step[] = [];
  readonly #began = Date.now();

  constructor(private readonly write: (line: string) => void) {}

  /** Happens now, and is said now. */
  step(what: string, detail: string): void {
    this.#say(this.#keep(what, detail, Date.now()));
  }

  /** Is said by `tellNotes`, in order of time. `at`: ms since the epoch. */
  note(what: string, detail: string, at = Date.now()): void {
    this.#notes.push(this.#keep(what, detail, at));
  }

  tellNotes(): void {
    this.steps.sort((a, b) => a.ms - b.ms);
    for (const step of this.#notes.splice(0).sort((a, b) => a.ms - b.ms)) this.#say(step);
  }

  line(text: string): void {
    this.write(text);
  }

  #keep(what: string, detail: string, at: number): Step {
    const step = { ms: Math.max(0, at - this.#began), what, detail };
    this.steps.push(step);
    return step;
  }

  #say({ ms, what, detail }: Step): void {
    this.write(`${(ms / 1000).toFixed(3).padStart(8)} s  ${what.padEnd(16)} ${detail}`);
  }
}
