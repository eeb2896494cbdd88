import { type Reply } from '@kochava-stream/kochava';
import { Pool } from 'undici';
import { type Target } from '../egress/target.ts';
import { Call, CallTimedOut } from './call.ts';

export interface KochavaClientOptions {
  readonly target: Target;
  readonly maxConnections: number;
  /** From the call to the end of the reply's body, waiting for a connection included, ms. */
  readonly totalMs?: number;
  readonly maxReplyBytes?: number;
  /** PEM of whoever may sign Kochava's certificate; default: the system's and Node's. */
  readonly ca?: string;
  /** Told of every call that got no reply; for a log line, never with a body. */
  readonly onFailure?: (error: Error) => void;
}

export interface KochavaRequest {
  readonly path: string;
  readonly body: string;
  readonly headers: Record<string, string>;
}

/**
 * The only way out of the system: POSTs to the one target, each over a connection of its own for the time of the call.
 * Never follows a redirect, never decompresses, ends every call in time. Never rejects: what fails is a `Reply` too.
 */
export class KochavaClient {
  readonly #pool: Pool;
  readonly #calls = new Set<Call>();
  readonly #watch: NodeJS.Timeout;
  readonly #totalMs: number;
  readonly #maxReplyBytes: number;

  constructor(private readonly options: KochavaClientOptions) {
    const { target } = options;
    this.#totalMs = options.totalMs ?? 20_000;
    this.#maxReplyBytes = options.maxReplyBytes ?? 64 * 1024;
    this.#pool = new Pool(target.origin, {
      connections: options.maxConnections,
      // HTTP/2 where it is offered, and with it one call at a time on a connection too: a connection that breaks takes one with it.
      pipelining: 1,
      allowH2: true,
      keepAliveTimeout: 30_000,
      connectTimeout: this.#totalMs,
      // One deadline covers a call from end to end; undici's two would each begin anew with every byte or phase.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        rejectUnauthorized: true,
        ...(target.lookup === undefined ? {} : { lookup: target.lookup }),
        ...(options.ca === undefined ? {} : { ca: options.ca }),
      },
    });
    this.#watch = setInterval(() => this.#endOverdue(), Math.min(250, Math.ceil(this.#totalMs / 10)));
    this.#watch.unref();
  }

  /** Scheme, host and port of the one place that is called. */
  get origin(): string {
    return this.options.target.origin;
  }

  get inFlight(): number {
    return this.#calls.size;
  }

  post({ path, body, headers }: KochavaRequest): Promise<Reply> {
    return new Promise((resolve) => {
      const call = new Call(performance.now(), this.#maxReplyBytes, (reply) => {
        this.#calls.delete(call);
        if (call.error !== undefined) this.options.onFailure?.(call.error);
        resolve(reply);
      });
      this.#calls.add(call);
      try {
        this.#pool.dispatch({ path, method: 'POST', headers, body: Buffer.from(body, 'utf8') }, call);
      } catch (error) {
        call.fail('network', error as Error);
      }
    });
  }

  /** Cuts what is still running. */
  async close(): Promise<void> {
    clearInterval(this.#watch);
    for (const call of this.#calls) call.fail('timeout', new CallTimedOut('the service stops'));
    await this.#pool.destroy();
  }

  /** Every call may take equally long, so the first ones in the set are the first to be overdue. */
  #endOverdue(): void {
    const startedBefore = performance.now() - this.#totalMs;
    for (const call of this.#calls) {
      if (call.startedAt > startedBefore) return;
      call.fail('timeout', new CallTimedOut(`no complete reply within ${this.#totalMs} ms`));
    }
  }
}
