import { traceHeaders } from '@kochava-stream/messaging';
import {
  isSampled,
  messagingAttributes,
  sampledFrom,
  type SharedSpan,
  type SpanOptions,
  type Traceparent,
  type Tracing,
} from '@kochava-stream/observability';
import { type StatementSpan } from '@kochava-stream/persistence';
import { type Outgoing } from './types.ts';

/** What a transaction may say of traces. All of it is recorded only once it is committed. */
export interface BatchTraces {
  /** For what a message caused: a place inside this transaction's span in the message's own trace. */
  within(cause: Traceparent | undefined): Traceparent | undefined;
  /** For something that failed for good: recorded in any case, so that it is found by its id. */
  failed(cause: Traceparent | undefined): Traceparent | undefined;
  /** For what goes on long after its cause, in a trace of its own that links to it. */
  resumed(
    name: string,
    cause: Traceparent | undefined,
    attributes?: SpanOptions['attributes'],
  ): Traceparent | undefined;
}

/** Where there are no traces, places stay what they are. */
export const noTraces: BatchTraces = {
  within: (cause) => cause,
  failed: (cause) => cause,
  resumed: (_name, cause) => cause,
};

/** The header of an `Outgoing` that has a place of its own in a trace. */
export function traceOf(traceparent: Traceparent | undefined): Pick<Outgoing, 'headers'> {
  return traceparent === undefined ? {} : { headers: traceHeaders(traceparent) };
}

/** What a transaction is recorded as. */
export interface Traced {
  /** Of the messages inside: a contract's name. */
  readonly template: string;
  readonly messages: number;
  readonly causes: readonly (Traceparent | undefined)[];
  /** Where the messages were sent. */
  readonly sent: readonly (Traceparent | undefined)[];
}

/** The traces of one try of a transaction. */
export class TransactionTraces implements BatchTraces {
  readonly #span: SharedSpan | undefined;
  readonly #resumed: { name: string; options: SpanOptions }[] = [];

  constructor(
    private readonly tracing: Tracing,
    consumer: string,
    { template, messages, causes, sent }: Traced,
  ) {
    const attributes = messagingAttributes({ operation: 'process', template, consumer, messages });
    this.#span = tracing.shared(`process ${template}`, { role: 'consumer', attributes, links: sent }, causes);
  }

  /** For the transaction as a whole; undefined = nothing in it is recorded. */
  get traceparent(): Traceparent | undefined {
    return this.#span?.traceparent;
  }

  /** Makes a span of each statement. */
  get statements(): StatementSpan | undefined {
    const parent = this.#span?.traceparent;
    if (parent === undefined) return undefined;
    return (statement) => {
      const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': statement };
      const span = this.tracing.span(statement, { role: 'client', parent, attributes });
      return (error) => {
        if (error !== undefined) span?.fail(error.name);
        span?.end();
      };
    };
  }

  within(cause: Traceparent | undefined): Traceparent | undefined {
    return this.#span === undefined ? cause : this.#span.within(cause);
  }

  failed(cause: Traceparent | undefined): Traceparent | undefined {
    return this.tracing.always(this.within(cause));
  }

  resumed(name: string, cause: Traceparent | undefined, attributes: SpanOptions['attributes'] = {}): typeof cause {
    if (!this.tracing.on || !isSampled(cause)) return cause;
    const inside = this.within(cause);
    if (inside !== cause) return inside;
    const at = sampledFrom(this.tracing.begin() ?? cause);
    this.#resumed.push({ name, options: { role: 'internal', at, links: [cause], since: Date.now(), attributes } });
    return at;
  }

  committed(): void {
    this.#span?.end();
    for (const { name, options } of this.#resumed) this.tracing.span(name, options)?.end();
  }

  failedWith(error: unknown): void {
    this.#span?.fail(error instanceof Error ? error.name : 'error');
    this.#span?.end();
  }
}
