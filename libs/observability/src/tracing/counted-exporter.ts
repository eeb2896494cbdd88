import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';

/** Sends spans over OTLP/HTTP and says what became of them: a collector that is away must be seen, not felt. */
export class CountedExporter implements SpanExporter {
  readonly #otlp: OTLPTraceExporter;

  /** @param endpoint base URL of the collector, e.g. `http://jaeger:4318`; headers from OTEL_EXPORTER_OTLP_HEADERS */
  constructor(
    endpoint: string,
    private readonly done: (result: 'sent' | 'failed', spans: number, error?: Error) => void,
  ) {
    this.#otlp = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 5_000 });
  }

  export(spans: ReadableSpan[], told: Parameters<SpanExporter['export']>[1]): void {
    this.#otlp.export(spans, (result) => {
      if (result.error === undefined && result.code === 0) this.done('sent', spans.length);
      else this.done('failed', spans.length, result.error);
      told(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.#otlp.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#otlp.shutdown();
  }
}
