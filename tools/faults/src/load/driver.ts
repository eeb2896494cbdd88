import { type Attempt, type Told } from '../ledgers/told.ts';
import { type Answer } from './client.ts';
import { Population, type Upload } from './population.ts';
import { type Random } from './random.ts';

export interface DriverOptions {
  readonly apiKey: string;
  /** Begins every insert_id. */
  readonly run: string;
  readonly random: Random;
  readonly eventsPerSecond: number;
  /** A client that is refused this long gives up; default: a minute. */
  readonly patienceMs?: number | undefined;
  readonly post: (body: string) => Promise<Answer>;
}

const tickMs = 20;
const usualPatienceMs = 60_000;
/** More at a time would be a load that no clients make. */
const mostUnderWay = 3_000;

/**
 * Sends what a population sends, at a rate, whatever became of what was sent before. Clients behave as Amplitude's SDKs do:
 * on 429, on a server error and without an answer they send the same events again, later.
 */
export class Driver {
  readonly #attempts: Attempt[] = [];
  readonly #population: Population;
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly options: DriverOptions) {
    this.#population = new Population(options.run, options.random);
  }

  get told(): Told {
    return { made: this.#population.made, attempts: this.#attempts };
  }

  /** Sends for so long, then waits until every client has its answer or has given up. */
  async run(seconds: number): Promise<void> {
    await this.#runWhile((elapsed) => elapsed < seconds * 1_000);
  }

  /** As `run`, until it is told to end. */
  async runUntil(over: AbortSignal): Promise<void> {
    await this.#runWhile(() => !over.aborted);
  }

  async #runWhile(goOn: (elapsed: number) => boolean): Promise<void> {
    const began = performance.now();
    const { eventsPerSecond } = this.options;
    for (let elapsed = 0; goOn(elapsed); elapsed = performance.now() - began) {
      const due = (eventsPerSecond * elapsed) / 1_000;
      while (this.#population.made.length < due && this.#running.size < mostUnderWay) this.#start();
      await pause(tickMs);
    }
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #start(): void {
    const upload = this.#population.upload(Date.now());
    const running = this.#send(upload).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #send(upload: Upload): Promise<void> {
    const { apiKey, random } = this.options;
    const events = upload.events.map(({ body }) => body);
    const body = JSON.stringify({ api_key: apiKey, events, client_upload_time: new Date().toISOString() });
    const ids = upload.events.map(({ made }) => made.id);
    const stored = await this.#untilStored(body, ids);
    this.#population.answered(upload);
    // A client that did not notice its answer: the same insert_ids once more.
    if (!stored || random() > 0.03) return;
    await pause(random() * 2_000);
    await this.#untilStored(body, ids);
  }

  async #untilStored(body: string, ids: readonly string[]): Promise<boolean> {
    const { post, random, patienceMs = usualPatienceMs } = this.options;
    const giveUpAt = performance.now() + patienceMs;
    for (let waitMs = 100; performance.now() < giveUpAt; waitMs = Math.min(2_000, waitMs * 2)) {
      const answer = await post(body);
      this.#attempts.push({ ...answer, ids });
      if (answer.status === 200) return true;
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return false;
      await pause(waitMs * (0.5 + random() / 2));
    }
    return false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
