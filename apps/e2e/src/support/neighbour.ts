import { uploadOne } from './upload-one.ts';
import { pause } from './pause.ts';

/** A well-behaved client beside whatever else happens: one upload after the other, with how long each took. */
export class Neighbour {
  readonly #latencies: number[] = [];
  readonly #failures: string[] = [];
  #stopped = false;
  readonly #running: Promise<void>;

  constructor(url: string, apiKey: string) {
    this.#running = this.#run(url, apiKey);
  }

  /** What went otherwise than with 200. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  get uploads(): number {
    return this.#latencies.length;
  }

  /** ms; of 100 uploads 99 took no longer. */
  get p99(): number {
    return this.#latencies.toSorted((a, b) => a - b)[Math.floor(this.#latencies.length * 0.99)] ?? 0;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(url: string, apiKey: string): Promise<void> {
    for (let n = 0; !this.#stopped; n += 1) {
      const began = performance.now();
      const status = await uploadOne(url, { apiKey, deviceId: `neighbour-${n}` }).catch(String);
      this.#latencies.push(performance.now() - began);
      if (status !== 200) this.#failures.push(`${n}: ${status}`);
      await pause(20);
    }
  }
}
