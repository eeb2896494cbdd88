import { isMissing } from './stream-state.ts';

export interface StallWatchOptions {
  /** Whether messages are waited for now, with a pull under way and a server there. */
  readonly waiting: () => boolean;
  /** Asks the server how many messages it could deliver now. */
  readonly deliverable: () => Promise<number>;
  readonly stalled: (reason: string) => void;
}

/** With messages pending and none arriving for this long, the consumer sits still. */
const stallMs = 15_000;
/** Nothing pending as far as we know: ask now and then. More often would load the server for nothing. */
const askMs = 60_000;
const lookMs = 5_000;

/** After a leader change a consumer may sit still for ever, heartbeats and all. Notices that. */
export class StallWatch {
  #pending = 0;
  #heardAt = performance.now();
  #askedAt = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly options: StallWatchOptions) {
    this.#timer = setInterval(() => void this.#look(), lookMs);
    this.#timer.unref();
  }

  /** Messages behind the last one, as far as the server has told. */
  get pending(): number {
    return this.#pending;
  }

  /** A message came, or a session began. */
  heard(pending: number): void {
    this.#pending = pending;
    this.#heardAt = performance.now();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (!this.#due() || !this.options.waiting()) return;
    this.#askedAt = performance.now();
    try {
      const deliverable = await this.options.deliverable();
      if (deliverable > 0 && performance.now() - this.#heardAt > stallMs) this.options.stalled('stalled');
    } catch (error) {
      if (isMissing(error)) this.options.stalled('consumer is gone');
    }
  }

  #due(): boolean {
    const now = performance.now();
    const patience = this.#pending > 0 ? stallMs : askMs;
    return now - this.#heardAt > stallMs && now - Math.max(this.#askedAt, this.#heardAt) > patience;
  }
}
