import { SpanStatusCode, type Attributes, type Span } from '@opentelemetry/api';
import { isSampled, traceId, traceparentOf, type Traceparent } from './traceparent.ts';

/** A piece of work that is being recorded. */
export interface TraceSpan {
  /** For what the work causes. */
  readonly traceparent: Traceparent;
  set(attributes: Attributes): void;
  /** It did not succeed; `type` is a low-cardinality reason. */
  fail(type: string, message?: string): void;
  /** @param at ms since the epoch; default now */
  end(at?: number): void;
}

/** A piece of work for several traces at once. */
export interface SharedSpan extends TraceSpan {
  /** Where the work stands in the trace of one of those who caused it; that of another stays what it is. */
  within(traceparent: Traceparent | undefined): Traceparent | undefined;
}

export class RecordedSpan implements TraceSpan {
  readonly traceparent: Traceparent;

  constructor(readonly span: Span) {
    const { traceId: trace, spanId } = span.spanContext();
    this.traceparent = traceparentOf(trace, spanId, true);
  }

  set(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  fail(type: string, message = type): void {
    this.span.setAttribute('error.type', type);
    this.span.setStatus({ code: SpanStatusCode.ERROR, message });
  }

  end(at?: number): void {
    this.span.end(at);
  }
}

/** One span per trace, of the same times; those of the others link to the first one's. */
export class SpansOfMany implements SharedSpan {
  readonly #byTrace: ReadonlyMap<string, RecordedSpan>;

  /** @param spans at least one */
  constructor(private readonly spans: readonly [RecordedSpan, ...RecordedSpan[]]) {
    this.#byTrace = new Map(spans.map((span) => [traceId(span.traceparent), span]));
  }

  get traceparent(): Traceparent {
    return this.spans[0].traceparent;
  }

  within(traceparent: Traceparent | undefined): Traceparent | undefined {
    if (!isSampled(traceparent)) return traceparent;
    return this.#byTrace.get(traceId(traceparent))?.traceparent ?? traceparent;
  }

  set(attributes: Attributes): void {
    for (const span of this.spans) span.set(attributes);
  }

  fail(type: string, message?: string): void {
    for (const span of this.spans) span.fail(type, message);
  }

  end(at?: number): void {
    for (const span of this.spans) span.end(at);
  }
}
