import { Agent } from 'undici';
import { clientPatienceMs } from '../check/answers.ts';

/** What a client saw of one request. */
export interface Answer {
  /** ms since the epoch. */
  readonly at: number;
  readonly ms: number;
  /** 0 = none. */
  readonly status: number;
  /** Nobody listened: nothing was sent. */
  readonly unsent: boolean;
}

/** Posts uploads as an SDK's HTTP client does; never throws. */
export class Client {
  readonly #agent = new Agent({ pipelining: 1, connect: { timeout: clientPatienceMs }, keepAliveTimeout: 4_000 });

  constructor(private readonly url: string) {}

  async post(body: string): Promise<Answer> {
    const at = Date.now();
    const began = performance.now();
    const answer = (status: number, unsent = false): Answer => ({ at, ms: performance.now() - began, status, unsent });
    try {
      const { statusCode, body: reply } = await this.#agent.request({
        origin: this.url,
        path: '/2/httpapi',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(clientPatienceMs),
      });
      await reply.dump();
      return answer(statusCode);
    } catch (error) {
      return answer(0, (error as NodeJS.ErrnoException).code === 'ECONNREFUSED');
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
