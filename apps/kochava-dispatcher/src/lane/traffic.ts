import {
  emptyBucket,
  filled,
  nextCallAt,
  paceAccepted,
  paceAtFirst,
  paceThrottled,
  paceWithin,
  throttlePause,
  withoutOne,
  type Bucket,
  type Pace,
} from '@kochava-stream/domain/delivery';
import { Breaker, type BreakerOptions } from './breaker.ts';
import { type Attempt } from './delivery.ts';
import { Gate } from './gate.ts';

export interface TrafficOptions {
  readonly breaker?: BreakerOptions;
  /** Between two trials with credentials that are refused, ms. */
  readonly credentialsTrialMs?: number;
}

/** How many calls of one sync may run, how soon the next may go, and when none may: learned from the replies. */
export class Traffic {
  readonly gate: Gate;
  readonly #breaker: Breaker;
  readonly #credentialsTrialMs: number;
  #limit: number;
  #fixedRate = Infinity;
  #pace: Pace;
  #bucket: Bucket;
  #throttledInARow = 0;
  #throttledAt = -Infinity;
  #acceptedAt = -Infinity;
  #credentialsAt = -Infinity;

  constructor(
    limit: number,
    private readonly now: () => number,
    options: TrafficOptions & { changed?: () => void },
  ) {
    this.gate = new Gate(options.changed);
    this.#limit = limit;
    this.#pace = paceAtFirst(limit);
    this.#bucket = emptyBucket(now());
    this.#credentialsTrialMs = options.credentialsTrialMs ?? 60_000;
    this.#breaker = new Breaker(
      options.breaker ?? {},
      (forMs) => this.#brokenFor(forMs),
      () => this.gate.open('breaker-open'),
    );
  }

  /** Calls at a time, now. */
  get room(): number {
    return Math.floor(Math.min(this.#pace.window, this.#limit));
  }

  /** Calls a second, now; Infinity = as many as there is room for. */
  get rate(): number {
    return Math.min(this.#pace.rate, this.#fixedRate);
  }

  /** When the next call may go as far as the rate is concerned, ms; not after `now` = now. */
  mayCallAt(now: number): number {
    if (this.rate === Infinity) return now;
    this.#bucket = filled(this.#bucket, this.rate, now);
    return nextCallAt(this.#bucket, this.rate);
  }

  /** A call goes. */
  callGoes(): void {
    this.#bucket = withoutOne(this.#bucket);
  }

  /** When the last accepted reply came, ms. */
  get acceptedAt(): number {
    return this.#acceptedAt;
  }

  /** What is sent from now on may have other credentials. */
  renewCredentials(): void {
    this.#credentialsAt = this.now();
    this.gate.open('credentials-refused');
  }

  resize(limit: number): void {
    this.#pace = paceWithin(this.#pace, this.#limit, limit);
    this.#limit = limit;
  }

  /** Calls a second, at most, whatever the replies say; undefined = no such bound. */
  fixRate(perSecond: number | undefined): void {
    this.#fixedRate = perSecond ?? Infinity;
  }

  /** undefined = the breaker is open, nothing was called. */
  async run(call: () => Promise<Attempt>): Promise<Attempt | undefined> {
    const attempt = await this.#breaker.run(call);
    // Its clock and ours may differ by a little: ask again in a moment, not at once.
    if (attempt === undefined) this.#brokenFor(10);
    else this.#learn(attempt);
    return attempt;
  }

  #brokenFor(ms: number): void {
    this.gate.close('breaker-open', { until: this.now() + ms, trial: true });
  }

  #learn(attempt: Attempt): void {
    const { read, endedAt } = attempt;
    if (read.class === 'throttled') this.#throttled(attempt);
    if (attempt.startedAt > this.#credentialsAt) this.#learnOfCredentials(attempt);
    if (read.outcome === 'accepted') {
      this.#acceptedAt = endedAt;
      this.#throttledInARow = 0;
      this.#pace = paceAccepted(this.#pace, attempt, this.#limit);
    }
  }

  /** A reply that ends the entry was given to credentials that are good; one that asks for a retry leaves them in doubt. */
  #learnOfCredentials({ read, endedAt }: Attempt): void {
    const inDoubt = this.gate.reasons.includes('credentials-refused');
    if (read.outcome === 'accepted' || read.outcome === 'dead') this.gate.open('credentials-refused');
    else if (read.outcome === 'pause' || inDoubt) {
      this.gate.close('credentials-refused', { until: endedAt + this.#credentialsTrialMs, trial: true });
    }
  }

  /** Calls that were under way when the first 429 came say nothing new. */
  #throttled({ read, startedAt, endedAt }: Attempt): void {
    if (startedAt <= this.#throttledAt) return;
    this.#throttledAt = endedAt;
    this.#throttledInARow += 1;
    this.#pace = paceThrottled(this.#pace, endedAt);
    this.#bucket = emptyBucket(endedAt);
    this.gate.close('throttled', { until: endedAt + throttlePause(this.#throttledInARow, read.retryAfterMs) });
  }
}
