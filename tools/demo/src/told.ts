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
  readonly #began = Date.now();

  constructor(private readonly write: (line: string) => void) {}

  /** `at`: ms since the epoch, for what is learned of later. */
  step(what: string, detail: string, at = Date.now()): void {
    const step = { ms: Math.max(0, at - this.#began), what, detail };
    this.steps.push(step);
    this.write(`${(step.ms / 1000).toFixed(3).padStart(8)} s  ${what.padEnd(16)} ${detail}`);
  }

  line(text: string): void {
    this.write(text);
  }
}
