import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhenResult,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { type Attempt } from './delivery.ts';

export interface BreakerOptions {
  /** Failures without a success between them that open it. */
  readonly failuresInARow?: number;
  /** How long it stays open the first time and at most, ms; it doubles in between. */
  readonly firstOpenMs?: number;
  readonly longestOpenMs?: number;
}

/**
 * Stops calling a Kochava that only fails, so that attempts are spent when they may help. Refusals of single calls are no
 * failures of Kochava; a 429 has a pause of its own.
 */
export class Breaker {
  readonly #policy: CircuitBreakerPolicy;

  /** @param opened told for how long, ms */
  constructor(options: BreakerOptions, opened: (forMs: number) => void, closed: () => void) {
    const { failuresInARow = 20, firstOpenMs = 1_000, longestOpenMs = 30_000 } = options;
    const waits = openFor(firstOpenMs, longestOpenMs, opened);
    this.#policy = circuitBreaker(
      handleWhenResult((result) => isFailure(result as Attempt)),
      { halfOpenAfter: waits, breaker: new ConsecutiveBreaker(failuresInARow) },
    );
    this.#policy.onReset(closed);
  }

  /** undefined = it is open, nothing was called. */
  async run(attempt: () => Promise<Attempt>): Promise<Attempt | undefined> {
    try {
      return await this.#policy.execute(attempt);
    } catch (error) {
      if (error instanceof BrokenCircuitError) return undefined;
      throw error;
    }
  }
}

function isFailure({ read }: Attempt): boolean {
  return read.outcome === 'retry' && read.class !== 'throttled';
}

/** The policy's clock starts when it has asked for how long: who asks again on the dot may be refused, and lose its turn. */
const marginMs = 10;

interface Wait {
  readonly duration: number;
  next(): Wait;
}

function openFor(ms: number, longest: number, opened: (forMs: number) => void): { next(): Wait } {
  return {
    next() {
      opened(ms + marginMs);
      return { duration: ms, next: () => openFor(Math.min(longest, ms * 2), longest, opened).next() };
    },
  };
}
