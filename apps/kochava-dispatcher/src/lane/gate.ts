/**
 * Why a sync sends nothing: `disabled` by its owner; `credentials-missing` authentication is on and the key cannot be
 * read; `credentials-refused` Kochava answered 401 or 403; `throttled` it answered 429; `breaker-open` it fails.
 */
export const closedReasons = [
  'disabled',
  'credentials-missing',
  'credentials-refused',
  'throttled',
  'breaker-open',
] as const;
export type ClosedReason = (typeof closedReasons)[number];

interface Closure {
  /** When it ends by itself, ms; Infinity = somebody has to open it. */
  readonly until: number;
  /** Ends with one trial call, whose reply decides, rather than by itself. */
  readonly trial: boolean;
}

/** `trial`: one call may go, and nothing else until `trialEnded`. */
export type Admission = 'open' | 'trial' | 'closed';

/** Whether a sync may send now. Several reasons may close it at once; all of them must have gone. Has no clock of its own. */
export class Gate {
  readonly #closures = new Map<ClosedReason, Closure>();
  #trialRunning = false;

  constructor(private readonly changed: () => void = () => undefined) {}

  get isOpen(): boolean {
    return this.#closures.size === 0;
  }

  get reasons(): ClosedReason[] {
    return [...this.#closures.keys()];
  }

  close(reason: ClosedReason, how: Partial<Closure> = {}): void {
    this.#closures.set(reason, { until: how.until ?? Infinity, trial: how.trial ?? false });
    this.changed();
  }

  open(reason: ClosedReason): void {
    if (this.#closures.delete(reason)) this.changed();
  }

  /** Asks for one call; must be followed by `trialEnded` where the answer is `trial`. */
  admit(now: number): Admission {
    if (this.#closures.size === 0) return 'open';
    this.#dropEnded(now);
    if (this.#closures.size === 0) return 'open';
    if (this.#trialRunning || [...this.#closures.values()].some((closure) => closure.until > now)) return 'closed';
    this.#trialRunning = true;
    return 'trial';
  }

  trialEnded(): void {
    this.#trialRunning = false;
  }

  /** When `admit` may answer differently, ms; Infinity = not by itself. */
  get changesAt(): number {
    if (this.#trialRunning) return Infinity;
    return Math.max(...[...this.#closures.values()].map((closure) => closure.until));
  }

  #dropEnded(now: number): void {
    for (const [reason, closure] of this.#closures) {
      if (!closure.trial && closure.until <= now) this.open(reason);
    }
  }
}
