import { counter, gauge, histogram, type Metrics } from '@kochava-stream/observability';

const routeLabel = ['httpapi', 'batch', 'identify', 'groupidentify', 'webhook'];
const byteBuckets = [256, 1024, 4096, 16_384, 65_536, 262_144, 524_288, 1_048_576];
const countBuckets = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000];

/** What became of an install postback. */
const postbackResults = [
  'stored',
  'other-event',
  'no-identifier',
  'unusable',
  'unknown',
  'throttled',
  'too-large',
  'not-stored',
  'unavailable',
] as const;
export type PostbackResult = (typeof postbackResults)[number];

/** What ingest counts. */
export const ingestMetrics = {
  uploads: counter('ingest_uploads_total', 'uploads by route and answer', {
    unit: 'uploads',
    labels: { route: routeLabel, code: { most: 20, what: 'HTTP status of the answer' } },
  }),
  events: counter('ingest_events_total', 'events answered 200', { unit: 'events', labels: { route: routeLabel } }),
  refusals: counter('ingest_refusals_total', 'uploads not stored, by cause', {
    unit: 'uploads',
    labels: { reason: ['keys-not-known', 'queue-full', 'publish-failed', 'deadline-passed'] },
  }),
  postbacks: counter('ingest_postbacks_total', 'install postbacks, by what became of them', {
    unit: 'postbacks',
    labels: { result: [...postbackResults] },
  }),
  accept: histogram('ingest_accept_seconds', 'from the end of the body to the answer 200', { unit: 'seconds' }),
  chunkBytes: histogram('ingest_chunk_bytes', 'size of stored chunks', { unit: 'bytes', buckets: byteBuckets }),
  chunkUploads: histogram('ingest_chunk_uploads', 'uploads in a chunk', { unit: 'uploads', buckets: countBuckets }),
  chunkWait: histogram('ingest_chunk_wait_seconds', 'wait of a chunk for its turn', { unit: 'seconds' }),
  publish: histogram('ingest_publish_seconds', 'from publishing a chunk to its PubAck', { unit: 'seconds' }),
  publishFailures: counter('ingest_publish_failures_total', 'chunks not stored', {
    unit: 'chunks',
    labels: { reason: ['stream-full', 'timeout', 'disconnected', 'unavailable', 'refused', 'aborted', 'error'] },
  }),
  waitingBytes: gauge('ingest_waiting_bytes', 'bytes of uploads that wait to be stored', { unit: 'bytes' }),
  readingBytes: gauge('ingest_reading_bytes', 'bytes of bodies being read', { unit: 'bytes' }),
};

/** Counts, by the names of the declarations. */
export class IngestMetrics {
  readonly #uploads;
  readonly #events;
  readonly #refusals;
  readonly #postbacks;
  readonly #accept;
  readonly #chunkBytes;
  readonly #chunkUploads;
  readonly #chunkWait;
  readonly #publish;
  readonly #publishFailures;

  constructor(metrics: Metrics, gauges: { waitingBytes: () => number; readingBytes: () => number }) {
    this.#uploads = metrics.counter(ingestMetrics.uploads);
    this.#events = metrics.counter(ingestMetrics.events);
    this.#refusals = metrics.counter(ingestMetrics.refusals);
    this.#postbacks = metrics.counter(ingestMetrics.postbacks);
    this.#accept = metrics.histogram(ingestMetrics.accept);
    this.#chunkBytes = metrics.histogram(ingestMetrics.chunkBytes);
    this.#chunkUploads = metrics.histogram(ingestMetrics.chunkUploads);
    this.#chunkWait = metrics.histogram(ingestMetrics.chunkWait);
    this.#publish = metrics.histogram(ingestMetrics.publish);
    this.#publishFailures = metrics.counter(ingestMetrics.publishFailures);
    metrics.gauge(ingestMetrics.waitingBytes, () => [[{}, gauges.waitingBytes()]]);
    metrics.gauge(ingestMetrics.readingBytes, () => [[{}, gauges.readingBytes()]]);
  }

  answered(route: string, code: number): void {
    this.#uploads.inc({ route, code: String(code) });
  }

  accepted(route: string, events: number, tookMs: number): void {
    this.#events.inc({ route }, events);
    this.#accept.observe({}, tookMs / 1000);
  }

  refused(reason: string): void {
    this.#refusals.inc({ reason });
  }

  postback(result: PostbackResult): void {
    this.#postbacks.inc({ result });
  }

  chunk({ bytes, uploads, waitedMs }: { bytes: number; uploads: number; waitedMs: number }): void {
    this.#chunkBytes.observe({}, bytes);
    this.#chunkUploads.observe({}, uploads);
    this.#chunkWait.observe({}, waitedMs / 1000);
  }

  published(tookMs: number): void {
    this.#publish.observe({}, tookMs / 1000);
  }

  publishFailed(reason: string): void {
    this.#publishFailures.inc({ reason });
  }
}
