import { type Reply } from '@kochava-stream/kochava';
import { type Dispatcher } from 'undici';

/** The call took longer than it may; its connection is cut. */
export class CallTimedOut extends Error {
  override readonly name = 'CallTimedOut';
}

/** The reply's body is longer than it may be; its connection is cut. */
class ReplyTooLong extends Error {
  override readonly name = 'ReplyTooLong';
}

/**
 * One request's way: undici reports to it, and it settles exactly once, with a reply or the reason why there is none.
 * Lower than undici's `request`: no stream per reply. Whatever comes back is untrusted: read up to the cap, never decoded
 * by its own headers.
 */
export class Call implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #status = 0;
  #retryAfter: string | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  /** Why there was no reply, for a log line. */
  error: Error | undefined;

  constructor(
    readonly startedAt: number,
    private readonly maxReplyBytes: number,
    private readonly settle: (reply: Reply) => void,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It ran out of time while it waited for a connection.
    if (this.#settled) controller.abort(new CallTimedOut());
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    const retryAfter = headers['retry-after'];
    this.#status = status;
    this.#retryAfter = Array.isArray(retryAfter) ? retryAfter[0] : retryAfter;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = this.maxReplyBytes - this.#size;
    this.#size += chunk.length;
    if (chunk.length <= room) {
      this.#chunks.push(chunk);
      return;
    }
    this.#chunks.push(chunk.subarray(0, room));
    this.#answer();
    controller.abort(new ReplyTooLong());
  }

  onResponseEnd(): void {
    this.#answer();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.fail('network', error);
  }

  fail(failure: 'timeout' | 'network', error: Error): void {
    if (this.#settled) return;
    this.error = error;
    this.#end({ failure });
    if (failure === 'timeout') this.#controller?.abort(error);
  }

  #answer(): void {
    const body = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#end({ status: this.#status, body: body?.toString('utf8') ?? '', retryAfter: this.#retryAfter });
  }

  #end(reply: Reply): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#chunks.length = 0;
    this.settle(reply);
  }
}
