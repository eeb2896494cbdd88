import { type Metrics } from '@kochava-stream/observability';

const byteBuckets = [256, 1024, 4096, 16_384, 65_536, 262_144, 524_288, 1_048_576];
const countBuckets = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000];

/** What ingest counts. */
export class IngestMetrics {
  readonly #uploads;
  readonly #events;
  readonly #refusals;
  readonly #accept;
  readonly #chunkBytes;
  readonly #chunkUploads;
  readonly #chunkWait;
  readonly #publish;
  readonly #publishFailures;

  constructor(metrics: Metrics, gauges: { waitingBytes: () => number; readingBytes: () => number }) {
    this.#uploads = metrics.counter('ingest_uploads_total', 'uploads by route and answer', ['route', 'code']);
    this.#events = metrics.counter('ingest_events_total', 'events answered 200', ['route']);
    this.#refusals = metrics.counter('ingest_refusals_total', 'uploads not stored, by cause', ['reason']);
    this.#accept = metrics.histogram('ingest_accept_seconds', 'from the end of the body to the answer 200');
    this.#chunkBytes = metrics.histogram('ingest_chunk_bytes', 'size of stored chunks', { buckets: byteBuckets });
    this.#chunkUploads = metrics.histogram('ingest_chunk_uploads', 'uploads in a chunk', { buckets: countBuckets });
    this.#chunkWait = metrics.histogram('ingest_chunk_wait_seconds', 'wait of a chunk for its turn');
    this.#publish = metrics.histogram('ingest_publish_seconds', 'from publishing a chunk to its PubAck');
    this.#publishFailures = metrics.counter('ingest_publish_failures_total', 'chunks not stored', ['reason']);
    readThrough(metrics.gauge('ingest_waiting_bytes', 'bytes of uploads that wait to be stored'), gauges.waitingBytes);
    readThrough(metrics.gauge('ingest_reading_bytes', 'bytes of bodies being read'), gauges.readingBytes);
  }

  answered(route: string, code: number): void {
    this.#uploads.inc({ route, code });
  }

  accepted(route: string, events: number, tookMs: number): void {
    this.#events.inc({ route }, events);
    this.#accept.observe(tookMs / 1000);
  }

  refused(reason: string): void {
    this.#refusals.inc({ reason });
  }

  chunk({ bytes, uploads, waitedMs }: { bytes: number; uploads: number; waitedMs: number }): void {
    this.#chunkBytes.observe(bytes);
    this.#chunkUploads.observe(uploads);
    this.#chunkWait.observe(waitedMs / 1000);
  }

  published(tookMs: number): void {
    this.#publish.observe(tookMs / 1000);
  }

  publishFailed(reason: string): void {
    this.#publishFailures.inc({ reason });
  }
}

/** The gauge's value is asked for when Prometheus asks. */
function readThrough(gauge: ReturnType<Metrics['gauge']>, value: () => number): void {
  Object.assign(gauge, { collect: () => gauge.set(value()) });
}
