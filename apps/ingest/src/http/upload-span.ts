import {
  isSampled,
  traceId,
  validTraceparent,
  type SpanOptions,
  type Traceparent,
  type TraceSpan,
  type Tracing,
} from '@kochava-stream/observability';
import { type FastifyRequest } from 'fastify';

/**
 * An upload's place in its trace, from which everything that its events cause hangs. Recorded if it is chosen; recorded
 * all the same if we could not take it, so that whoever reports a failure finds it by its id.
 */
export class UploadSpan {
  readonly traceparent: Traceparent | undefined;
  readonly #since = Date.now();
  readonly #span: TraceSpan | undefined;

  constructor(
    private readonly tracing: Tracing,
    private readonly request: FastifyRequest,
  ) {
    this.traceparent = tracing.begin(this.#client);
    if (isSampled(this.traceparent)) this.#span = this.#begin();
  }

  /** The answer is known: the upload is over. @returns the id by which a failure is found */
  answered(code: number): string | undefined {
    const failed = code === 429 || code >= 500;
    const span = this.#span ?? (failed ? this.#begin(this.#since) : undefined);
    span?.set({ 'http.response.status_code': code });
    if (failed) span?.fail(String(code));
    span?.end();
    return failed && span !== undefined ? traceId(span.traceparent) : undefined;
  }

  get #client(): Traceparent | undefined {
    return validTraceparent(this.request.headers['traceparent']);
  }

  /** @param since in the past, ms; else now, on a finer clock */
  #begin(since?: number): TraceSpan | undefined {
    const { method } = this.request;
    const route = this.request.routeOptions.url ?? '';
    const options: SpanOptions = {
      role: 'server',
      parent: this.#client,
      attributes: { 'http.request.method': method, 'http.route': route, 'url.path': route },
      ...(since === undefined ? {} : { since }),
      ...(this.traceparent === undefined ? {} : { at: this.traceparent }),
    };
    return this.tracing.span(`${method} ${route}`, options);
  }
}
