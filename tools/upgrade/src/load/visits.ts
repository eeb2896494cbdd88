import { request } from 'node:http';
import { randomBytes } from 'node:crypto';

/** What people at the config API met. */
export interface Visits {
  readonly calls: number;
  /** Status, or what broke, to how often. */
  readonly refused: ReadonlyMap<string, number>;
  readonly longestMs: number;
}

const everyMs = 250;
const patienceMs = 10_000;

/** Somebody who reads and changes the configuration all the time, each time over a connection of their own. */
export class Visitor {
  readonly #over = new AbortController();
  readonly #refused = new Map<string, number>();
  readonly #running: Promise<void>;
  #calls = 0;
  #longestMs = 0;

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {
    this.#running = this.#run();
  }

  async end(): Promise<Visits> {
    this.#over.abort();
    await this.#running;
    return { calls: this.#calls, refused: this.#refused, longestMs: this.#longestMs };
  }

  async #run(): Promise<void> {
    for (let turn = 0; !this.#over.signal.aborted; turn += 1) {
      if (turn % 8 === 7) await this.#visit('POST', { name: `visit ${turn}`, apiKey: randomBytes(16).toString('hex') });
      else await this.#visit('GET');
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  async #visit(method: 'GET' | 'POST', body?: object): Promise<void> {
    const began = performance.now();
    const met = await this.#call(method, body).catch((error: unknown) => (error as Error).message);
    this.#calls += 1;
    this.#longestMs = Math.max(this.#longestMs, performance.now() - began);
    if (!met.startsWith('2')) this.#refused.set(met, (this.#refused.get(met) ?? 0) + 1);
  }

  /** @returns the status */
  #call(method: string, body?: object): Promise<string> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
      const options = { method, headers, agent: false, timeout: patienceMs };
      const sent = request(`${this.url}/api/projects`, options, (reply) => {
        reply.resume().once('end', () => resolve(String(reply.statusCode)));
        reply.once('error', reject);
      });
      sent.once('error', reject).once('timeout', () => sent.destroy(new Error('no answer')));
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
