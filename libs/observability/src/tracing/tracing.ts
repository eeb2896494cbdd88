import { randomBytes, randomUUID } from 'node:crypto';
import { ROOT_CONTEXT, SpanKind, trace, type Attributes, type Context, type Tracer } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { type Logger } from '../logger.ts';
import { counter } from '../metrics/declaration.ts';
import { type Metrics } from '../metrics/metrics.ts';
import { CountedExporter } from './counted-exporter.ts';
import { GivenIds } from './given-ids.ts';
import { RecordedSpan, SpansOfMany, type SharedSpan, type TraceSpan } from './span.ts';
import { isChosen, isSampled, sampledFrom, spanId, traceId, traceparentOf, type Traceparent } from './traceparent.ts';

export type SpanRole = 'server' | 'client' | 'producer' | 'consumer' | 'internal';

export interface SpanOptions {
  readonly role: SpanRole;
  /** Where it belongs; absent = a trace of its own. */
  readonly parent?: Traceparent | undefined;
  /** What else it has to do with, in other traces. */
  readonly links?: readonly (Traceparent | undefined)[];
  readonly attributes?: Attributes;
  /** When it began, ms since the epoch; default now. */
  readonly since?: number;
  /** The place that was handed out for it before it was known that it would be recorded. */
  readonly at?: Traceparent;
}

export interface TracingOptions {
  readonly service: string;
  /** Base URL of an OTLP/HTTP receiver; empty = no traces. */
  readonly endpoint: string;
  /** Share of what begins here that is recorded, 0 to 1. Default 1. */
  readonly ratio?: number;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Spans that wait to be sent; more are dropped, and counted as neither sent nor failed. */
const mostWaiting = 8_192;
/** A collector that is away must not keep a service from stopping. */
const closeMs = 2_000;
const mostLinks = 128;

/**
 * The traces of one service. Whether something is recorded is decided by its `traceparent`, which travels inside the
 * messages: what is not recorded costs the look at one character. Nothing is patched and nothing is global: five services
 * in one process are five.
 */
export class Tracing {
  readonly #tracer: Tracer | undefined;
  readonly #provider: TracerProvider | undefined;
  readonly #ids = new GivenIds();
  readonly #ratio: number;

  /** Without options: no traces. */
  constructor(options?: TracingOptions) {
    this.#ratio = options?.ratio ?? 1;
    if (options === undefined || options.endpoint === '') return;
    this.#provider = new TracerProvider({
      sampler: new AlwaysOnSampler(),
      idGenerator: this.#ids,
      spanLimits: { linkCountLimit: mostLinks },
      resource: resourceFromAttributes({
        'service.name': options.service,
        'service.namespace': 'kochava-stream',
        'service.instance.id': randomUUID(),
      }),
      spanProcessors: [processor(options)],
    });
    this.#tracer = this.#provider.getTracer('kochava-stream');
  }

  /** Are there traces at all? */
  get on(): boolean {
    return this.#tracer !== undefined;
  }

  /**
   * The place in a trace of something that begins here: in the client's trace if it sent one, else in a new one. Whether it
   * is recorded is decided here, not by the client. undefined = no traces.
   */
  begin(client?: Traceparent): Traceparent | undefined {
    if (this.#tracer === undefined) return client;
    const random = randomBytes(24).toString('hex');
    const id = client === undefined ? random.slice(0, 32) : traceId(client);
    return traceparentOf(id, random.slice(32), isChosen(id, this.#ratio));
  }

  /** For what failed for good: from here on recorded, so that it is found by its id. undefined = no traces. */
  always(cause: Traceparent | undefined): Traceparent | undefined {
    if (this.#tracer === undefined) return cause;
    const place = cause ?? this.begin();
    return place && sampledFrom(place);
  }

  /** A span; undefined = no traces. Ask `isSampled` first where it is not to be recorded in any case. */
  span(name: string, options: SpanOptions): TraceSpan | undefined {
    return this.#span(name, options);
  }

  /** A span of what one trace caused, if that trace is recorded. */
  sampled(name: string, options: SpanOptions & { parent: Traceparent | undefined }): TraceSpan | undefined {
    return isSampled(options.parent) ? this.#span(name, options) : undefined;
  }

  /**
   * A span of what several traces caused together. It stands in the first one's, with all that happens inside; in each of the
   * others stands a span of the same times that links to it. undefined = none of them is recorded.
   */
  shared(
    name: string,
    options: Omit<SpanOptions, 'parent' | 'at'>,
    causes: Iterable<Traceparent | undefined>,
  ): SharedSpan | undefined {
    const parents = new Map<string, Traceparent>();
    if (this.#tracer !== undefined) {
      for (const cause of causes) if (isSampled(cause)) parents.set(traceId(cause), cause);
    }
    const [first, ...others] = parents.values();
    if (first === undefined) return undefined;
    const { links = [] } = options;
    const main = this.#span(name, { ...options, parent: first, links: [...links, ...others] });
    if (main === undefined) return undefined;
    const linked = others.map((parent) => this.#span(name, { ...options, parent, links: [main.traceparent] }));
    return new SpansOfMany([main, ...linked.filter((span) => span !== undefined)]);
  }

  /** Sends what waits, for a short time. */
  async close(): Promise<void> {
    if (this.#provider === undefined) return;
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, closeMs);
    await Promise.race([this.#provider.shutdown().catch(() => undefined), limit.promise]);
    clearTimeout(timer);
  }

  #span(name: string, options: SpanOptions): RecordedSpan | undefined {
    if (this.#tracer === undefined) return undefined;
    const { parent, at, links = [] } = options;
    this.#ids.given = at === undefined ? undefined : { trace: traceId(at), span: spanId(at) };
    const span = this.#tracer.startSpan(
      name,
      {
        kind: kinds[options.role],
        links: links.filter((link) => link !== undefined).map((link) => ({ context: contextOf(link) })),
        ...(options.attributes === undefined ? {} : { attributes: options.attributes }),
        ...(options.since === undefined ? {} : { startTime: options.since }),
      },
      parent === undefined ? ROOT_CONTEXT : under(parent),
    );
    this.#ids.given = undefined;
    return new RecordedSpan(span);
  }
}

const kinds: Readonly<Record<SpanRole, SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

function contextOf(traceparent: Traceparent) {
  return { traceId: traceId(traceparent), spanId: spanId(traceparent), traceFlags: 1, isRemote: true };
}

function under(parent: Traceparent): Context {
  return trace.setSpanContext(ROOT_CONTEXT, contextOf(parent));
}

/** What every service that sends traces counts of them. */
export const traceMetrics = {
  spans: counter('trace_spans_total', 'spans given to the collector, by result', {
    unit: 'spans',
    labels: { result: ['sent', 'failed'] },
  }),
};

function processor({ endpoint, metrics, logger }: TracingOptions): BatchSpanProcessor {
  const spans = metrics.counter(traceMetrics.spans);
  let failing = false;
  const exporter = new CountedExporter(endpoint, (result, n, error) => {
    spans.inc({ result }, n);
    if (failing === (result === 'failed')) return;
    failing = result === 'failed';
    if (failing)
      logger.warn({ error: error?.message }, 'the collector does not take traces; they are lost until it does');
    else logger.info('the collector takes traces again');
  });
  return new BatchSpanProcessor({ exporter, maxQueueSize: mostWaiting, scheduledDelayMillis: 1_000 });
}
