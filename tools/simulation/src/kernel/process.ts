/** What dies together: one start of a service. Everything that it waits for is an event that bears its name. */
export class Process {
  alive = true;
  /** Nothing of it goes on before. */
  frozenUntil = 0;
  /** Awaits that have ended. */
  points = 0;
  /** It dies at this one. */
  diesAt = Infinity;
  /** It was killed, frozen or cut off: what it did around that time may be done again. */
  readonly troubles: number[] = [];
  readonly #onDeath: (() => void)[] = [];

  constructor(
    readonly name: string,
    readonly kind: string,
  ) {}

  /** The far ends of its connections. */
  onDeath(tell: () => void): void {
    this.#onDeath.push(tell);
  }

  die(): void {
    if (!this.alive) return;
    this.alive = false;
    for (const tell of this.#onDeath) tell();
  }
}
